package abruzzi.quant.kernel;

import abruzzi.quant.block.BlockFormat;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The kernels of this process: one row decoder per storage type, chosen once.
 *
 * <p>At 256 and 512 bit every type that models are stored in has a vector decoder. At 128 bit all
 * but the float types use the scalar codec; the products that follow are vectors at every width.
 */
public final class Kernels {
  private final Map<GgmlType, RowDecoder> decoders = new EnumMap<>(GgmlType.class);

  private final Map<GgmlType, RowProduct> products = new EnumMap<>(GgmlType.class);

  private final Map<GgmlType, RowProduct> tileProducts = new EnumMap<>(GgmlType.class);

  private Kernels(boolean vectorDecoders) {
    for (GgmlType type : GgmlType.values()) {
      Optional<BlockFormat> format = BlockFormats.of(type);
      if (format.isPresent()) {
        decoders.put(type, new ScalarRowDecoder(format.get()));
      }
    }
    decoders.put(GgmlType.F32, new F32RowDecoder());
    decoders.put(GgmlType.F16, new VectorF16RowDecoder());
    decoders.put(GgmlType.BF16, new VectorBF16RowDecoder());
    if (vectorDecoders) {
      putVectorDecoders();
    }
    decoders.forEach((type, decoder) -> products.put(type, new DecodedRowProduct(decoder)));
    products.put(GgmlType.F32, new VectorF32RowProduct());
    if (vectorDecoders) {
      products.put(GgmlType.Q4_K, new VectorQ4KRowProduct());
      products.put(GgmlType.Q6_K, new VectorQ6KRowProduct());
    }
    for (GgmlType type : Tiles.types()) {
      tileProducts.put(type, new TiledRowProduct(Tiles.kernel(type)));
    }
  }

  private void putVectorDecoders() {
    decoders.put(GgmlType.Q2_K, new VectorQ2KRowDecoder());
    decoders.put(GgmlType.Q3_K, new VectorQ3KRowDecoder());
    decoders.put(GgmlType.Q4_K, new VectorQ4KRowDecoder());
    decoders.put(GgmlType.Q5_K, new VectorQ5KRowDecoder());
    decoders.put(GgmlType.Q6_K, new VectorQ6KRowDecoder());
    decoders.put(GgmlType.Q8_0, new VectorQ80RowDecoder());
    decoders.put(GgmlType.Q4_0, new VectorQ40RowDecoder());
    decoders.put(GgmlType.Q4_1, new VectorQ41RowDecoder());
    decoders.put(GgmlType.Q5_0, new VectorQ50RowDecoder());
    decoders.put(GgmlType.Q5_1, new VectorQ51RowDecoder());
    decoders.put(GgmlType.TQ1_0, new VectorTQ10RowDecoder());
    decoders.put(GgmlType.TQ2_0, new VectorTQ20RowDecoder());
    decoders.put(GgmlType.IQ1_S, new VectorIQ1SRowDecoder());
    decoders.put(GgmlType.IQ1_M, new VectorIQ1MRowDecoder());
    decoders.put(GgmlType.IQ2_XXS, new VectorIQ2XXSRowDecoder());
    decoders.put(GgmlType.IQ2_XS, new VectorIQ2XSRowDecoder());
    decoders.put(GgmlType.IQ2_S, new VectorIQ2SRowDecoder());
    decoders.put(GgmlType.IQ3_XXS, new VectorIQ3XXSRowDecoder());
    decoders.put(GgmlType.IQ3_S, new VectorIQ3SRowDecoder());
    decoders.put(GgmlType.IQ4_NL, new VectorIQ4NLRowDecoder());
    decoders.put(GgmlType.IQ4_XS, new VectorIQ4XSRowDecoder());
    decoders.put(GgmlType.MXFP4, new VectorMXFP4RowDecoder());
    decoders.put(GgmlType.NVFP4, new VectorNVFP4RowDecoder());
  }

  /** The kernels for the process's vector width. */
  public static Kernels select() {
    return new Kernels(VectorWidth.BITS >= 256);
  }

  /**
   * The same kernels, with the same results, for a program that has just been started and is to
   * answer soon: see {@link StartingRowProduct}.
   */
  public static Kernels starting() {
    Kernels kernels = select();
    kernels.products.replaceAll(
        (type, vectors) -> new StartingRowProduct(plain(type, vectors), vectors));
    return kernels;
  }

  /** Plain loops with the bits of the products of a type. */
  static RowProduct plain(GgmlType type, RowProduct vectors) {
    if (vectors instanceof VectorQ4KRowProduct) {
      return new PlainQ4KRowProduct();
    }
    if (vectors instanceof VectorQ6KRowProduct) {
      return new PlainQ6KRowProduct();
    }
    return new PlainDecodedRowProduct(BlockFormats.of(type).orElseThrow());
  }

  /** Whether tensors of this type can be computed with. */
  public boolean supports(GgmlType type) {
    return decoders.containsKey(type);
  }

  /**
   * The decoder of a type.
   *
   * @throws IllegalArgumentException if the type holds no weights
   */
  public RowDecoder decoder(GgmlType type) {
    RowDecoder decoder = decoders.get(type);
    if (decoder == null) {
      throw new IllegalArgumentException("type=" + type + ", expected a type that holds weights");
    }
    return decoder;
  }

  /** The product of a type for rows as in a file, which must be a supported one. */
  RowProduct product(GgmlType type) {
    return product(type, MatrixLayout.ROWS);
  }

  /** The product of a type and layout, which must be a supported one. */
  RowProduct product(GgmlType type, MatrixLayout layout) {
    RowProduct product = (layout == MatrixLayout.TILES ? tileProducts : products).get(type);
    if (product == null) {
      throw new IllegalArgumentException("type=" + type + ", expected a type that holds weights");
    }
    return product;
  }
}
