package abruzzi.quant.repack;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufValueType;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Which tensors of a file are in tiles, and what they are made of.
 *
 * <pre>
 * abruzzi.tiles.version   uint32    how tiles are laid out
 * abruzzi.tiles.names     strings   tensors in tiles
 * abruzzi.tiles.types     strings   their storage types, as in Q4_K
 * abruzzi.tiles.columns   uint64s   length of their rows
 * abruzzi.tiles.rows      uint64s   rows of each plane
 * abruzzi.tiles.planes    uint64s   planes, 1 for a plain matrix
 * </pre>
 *
 * <p>Everything is checked when it is read: sizes, alignment, and that the tensors are there.
 *
 * <p>Threading: unchangeable.
 */
public final class TileDirectory {
  /** How tiles are laid out now. To be raised with every change of a layout. */
  public static final long VERSION = 4;

  /** Where tensors of a file with tiles begin, so that vectors do not straddle cache lines. */
  static final long ALIGNMENT = 64;

  private static final String PREFIX = "abruzzi.tiles.";
  private static final String VERSION_KEY = PREFIX + "version";
  private static final String NAMES = PREFIX + "names";
  private static final String TYPES = PREFIX + "types";
  private static final String COLUMNS = PREFIX + "columns";
  private static final String ROWS = PREFIX + "rows";
  private static final String PLANES = PREFIX + "planes";

  private final GgufFile file;
  private final Map<String, TiledTensor> tiled;

  private TileDirectory(GgufFile file, Map<String, TiledTensor> tiled) {
    this.file = file;
    this.tiled = tiled;
  }

  /**
   * Reads the directory of a file, an empty one where the file has none.
   *
   * @throws GgufFormatException if it does not fit the file, or another version wrote it
   */
  public static TileDirectory of(GgufFile file) {
    GgufMetadata metadata = file.metadata();
    if (!metadata.has(VERSION_KEY)) {
      return new TileDirectory(file, Map.of());
    }
    long version = metadata.integer(VERSION_KEY).orElse(-1);
    if (version != VERSION) {
      throw fault(
          file,
          "was repacked by another version of Abruzzi (tiles of version "
              + version
              + ", expected "
              + VERSION
              + "); repack the file that it was made from");
    }
    List<String> names = metadata.strings(NAMES).orElseThrow(() -> missing(file, NAMES));
    List<String> types = metadata.strings(TYPES).orElseThrow(() -> missing(file, TYPES));
    long[] columns = metadata.integers(COLUMNS).orElseThrow(() -> missing(file, COLUMNS));
    long[] rows = metadata.integers(ROWS).orElseThrow(() -> missing(file, ROWS));
    long[] planes = metadata.integers(PLANES).orElseThrow(() -> missing(file, PLANES));
    int count = names.size();
    if (types.size() != count
        || columns.length != count
        || rows.length != count
        || planes.length != count) {
      throw fault(file, "the arrays " + PREFIX + "* differ in length; the file is damaged");
    }
    Map<String, TiledTensor> tiled = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      GgmlType type = type(file, types.get(i));
      TiledTensor tensor = new TiledTensor(names.get(i), type, columns[i], rows[i], planes[i]);
      check(file, tensor);
      if (tiled.put(tensor.name(), tensor) != null) {
        throw fault(file, "tensor " + tensor.name() + " is twice in " + NAMES);
      }
    }
    return new TileDirectory(file, tiled);
  }

  private static GgmlType type(GgufFile file, String name) {
    return Arrays.stream(GgmlType.values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() -> fault(file, TYPES + " has the unknown type " + name));
  }

  private static void check(GgufFile file, TiledTensor tensor) {
    String name = "tensor " + tensor.name();
    TensorInfo info =
        file.tensor(tensor.name())
            .orElseThrow(() -> fault(file, name + " of " + NAMES + " is missing"));
    if (info.type() != GgmlType.I8 || info.dims().size() != 1) {
      throw fault(
          file, name + " has type " + info.type() + " and shape " + info.dims() + ", not of tiles");
    }
    if (!tensor.fits()) {
      throw fault(file, name + ": there are no tiles of " + shape(tensor));
    }
    if (info.sizeBytes() != sizeBytes(file, tensor)) {
      throw fault(
          file,
          name
              + " has "
              + info.sizeBytes()
              + " bytes, but tiles of "
              + shape(tensor)
              + " take "
              + sizeBytes(file, tensor)
              + "; the file is damaged");
    }
    if (info.offsetBytes() % ALIGNMENT != 0) {
      throw fault(file, name + " is in tiles but not aligned to " + ALIGNMENT + " bytes");
    }
  }

  private static long sizeBytes(GgufFile file, TiledTensor tensor) {
    try {
      return tensor.sizeBytes();
    } catch (ArithmeticException e) {
      throw fault(file, "tensor " + tensor.name() + ": " + shape(tensor) + " overflows 64 bits");
    }
  }

  private static String shape(TiledTensor tensor) {
    return tensor.type() + " and shape " + tensor.dims();
  }

  private static GgufFormatException missing(GgufFile file, String key) {
    return fault(file, "key " + key + " is missing or of another type; the file is damaged");
  }

  private static GgufFormatException fault(GgufFile file, String reason) {
    return new GgufFormatException(file.paths().get(0), -1, reason);
  }

  /** The same metadata with a directory of these tensors, and the alignment that they need. */
  static GgufMetadata withDirectory(GgufMetadata metadata, Collection<TiledTensor> tiled) {
    long alignment =
        metadata.integer(GgufMetadata.ALIGNMENT_KEY).orElse(GgufMetadata.DEFAULT_ALIGNMENT);
    return new GgufMetadataBuilder()
        .putAll(metadata)
        .uint32(GgufMetadata.ALIGNMENT_KEY, Math.max(ALIGNMENT, alignment))
        .uint32(VERSION_KEY, VERSION)
        .strings(NAMES, tiled.stream().map(TiledTensor::name).toList())
        .strings(TYPES, tiled.stream().map(tensor -> tensor.type().name()).toList())
        .integers(COLUMNS, GgufValueType.UINT64, longs(tiled, TiledTensor::columns))
        .integers(ROWS, GgufValueType.UINT64, longs(tiled, TiledTensor::rows))
        .integers(PLANES, GgufValueType.UINT64, longs(tiled, TiledTensor::planes))
        .build();
  }

  private static long[] longs(Collection<TiledTensor> tiled, ToLongFunction<TiledTensor> field) {
    return tiled.stream().mapToLong(field).toArray();
  }

  /** Number of tensors in tiles. */
  public int size() {
    return tiled.size();
  }

  /** Whether a tensor is in tiles. */
  public boolean has(String name) {
    return tiled.containsKey(name);
  }

  /**
   * A tensor with the type and dimensions of its weights; offset and size are those in the file.
   */
  public Optional<TensorInfo> tensor(String name) {
    return file.tensor(name).map(this::weights);
  }

  /** All tensors in file order, each with the type and dimensions of its weights. */
  public List<TensorInfo> tensors() {
    return file.tensors().stream().map(this::weights).toList();
  }

  private TensorInfo weights(TensorInfo info) {
    TiledTensor tensor = tiled.get(info.name());
    return tensor == null
        ? info
        : new TensorInfo(
            info.name(),
            tensor.type(),
            tensor.dims(),
            info.shard(),
            info.offsetBytes(),
            info.sizeBytes());
  }

  /**
   * A tensor as a matrix where it lies in the file; planes become consecutive rows.
   *
   * @param name a tensor of the file with rows of at most 2^31 - 1 columns
   */
  public Matrix matrix(String name) {
    TensorInfo tensor = tensor(name).orElseThrow();
    int columns = Math.toIntExact(tensor.dim(0));
    long rows = columns == 0 ? 0 : tensor.elements() / columns;
    return new Matrix(
        file.data(file.tensor(name).orElseThrow()),
        0,
        tensor.type(),
        rows,
        columns,
        has(name) ? MatrixLayout.TILES : MatrixLayout.ROWS);
  }
}
