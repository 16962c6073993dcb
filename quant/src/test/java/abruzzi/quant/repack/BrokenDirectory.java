package abruzzi.quant.repack;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufValueType;
import abruzzi.quant.gguf.GgufWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Directories of tiles that must be refused, each with what is said about it. */
@SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing that changes
enum BrokenDirectory {
  OTHER_VERSION(
      f -> f.keys.uint32("abruzzi.tiles.version", 99),
      "was repacked by another version of Abruzzi (tiles of version 99, expected 4);"
          + " repack the file that it was made from"),
  VERSION_IS_TEXT(
      f -> f.keys.string("abruzzi.tiles.version", "1"), "was repacked by another version"),
  NO_NAMES(f -> f.keys.remove("abruzzi.tiles.names"), "key abruzzi.tiles.names is missing or of"),
  NAMES_ARE_NUMBERS(
      f -> f.keys.integers("abruzzi.tiles.names", GgufValueType.UINT64, 1),
      "key abruzzi.tiles.names is missing or of another type"),
  NO_TYPES(f -> f.keys.remove("abruzzi.tiles.types"), "key abruzzi.tiles.types is missing or of"),
  ROWS_ARE_REAL(
      f -> f.keys.float32s("abruzzi.tiles.rows", 64), "key abruzzi.tiles.rows is missing or of"),
  LENGTHS_DIFFER(
      f -> f.longs("planes", 2, 2), "the arrays abruzzi.tiles.* differ in length; the file is"),
  UNKNOWN_TYPE(
      f -> f.keys.strings("abruzzi.tiles.types", List.of("Q9_K")),
      "abruzzi.tiles.types has the unknown type Q9_K"),
  TYPE_WITHOUT_TILES(
      f -> f.keys.strings("abruzzi.tiles.types", List.of("F32")),
      "tensor w: there are no tiles of F32 and shape [256, 64, 2]"),
  OTHER_TYPE(f -> f.keys.strings("abruzzi.tiles.types", List.of("Q2_K")), "tensor w has "),
  NO_TENSOR(
      f -> f.keys.strings("abruzzi.tiles.names", List.of("v")),
      "tensor v of abruzzi.tiles.names is missing"),
  TWICE(
      f -> {
        f.keys.strings("abruzzi.tiles.names", List.of("w", "w"));
        f.keys.strings("abruzzi.tiles.types", List.of("Q4_K", "Q4_K"));
        f.longs("columns", 256, 256).longs("rows", 64, 64).longs("planes", 2, 2);
      },
      "tensor w is twice in abruzzi.tiles.names"),
  NEGATIVE_ROWS(f -> f.longs("rows", -64), "tensor w: there are no tiles of Q4_K and shape"),
  NO_COLUMNS(f -> f.longs("columns", 0), "tensor w: there are no tiles of Q4_K and shape [0, 64"),
  NO_PLANES(f -> f.longs("planes", 0), "tensor w: there are no tiles of Q4_K and shape"),
  HALF_A_TILE(f -> f.longs("rows", 48), "tensor w: there are no tiles of Q4_K and shape [256, 48"),
  HALF_A_BLOCK(f -> f.longs("columns", 128), "tensor w: there are no tiles of Q4_K and shape"),
  WIDE_COLUMNS(f -> f.longs("columns", 1L << 40), "tensor w: there are no tiles of Q4_K and shape"),
  MORE_ROWS(
      f -> f.longs("rows", 128),
      "tensor w has " + Parts.BYTES + " bytes, but tiles of Q4_K and shape [256, 128, 2] take "),
  ABSURD_ROWS(
      f -> f.longs("rows", 1L << 61),
      "tensor w: Q4_K and shape [256, 2305843009213693952, 2] overflows 64 bits"),
  NO_PADDING(f -> f.bytes -= 4096, "tensor w has " + (Parts.BYTES - 4096) + " bytes, but tiles"),
  NOT_BYTES(f -> f.type = GgmlType.I16, "tensor w has type I16 and shape [" + Parts.BYTES),
  TWO_DIMENSIONS(f -> f.dims = List.of(Parts.BYTES / 2, 2L), "tensor w has type I8 and shape ["),
  ODD_PLACE(
      f -> f.keys.uint32(GgufMetadata.ALIGNMENT_KEY, 32),
      "tensor w is in tiles but not aligned to 64 bytes");

  /** A file with one small tensor and then one in tiles, open to changes. */
  static final class Parts {
    static final TiledTensor TENSOR = new TiledTensor("w", GgmlType.Q4_K, 256, 64, 2);
    static final long BYTES = TENSOR.sizeBytes();

    final GgufMetadataBuilder keys;
    GgmlType type = GgmlType.I8;
    long bytes = BYTES;
    List<Long> dims;

    Parts() {
      keys =
          new GgufMetadataBuilder()
              .putAll(
                  TileDirectory.withDirectory(new GgufMetadataBuilder().build(), List.of(TENSOR)));
    }

    Parts longs(String key, long... values) {
      // as the file may have them, whatever the builder thinks of them
      keys.integers("abruzzi.tiles." + key, GgufValueType.INT64, values);
      return this;
    }

    void write(Path path) throws IOException {
      List<Long> shape = dims == null ? List.of(bytes) : dims;
      new GgufWriter(keys.build())
          .tensor("a", GgmlType.I8, List.of(32L), MemorySegment.ofArray(new byte[32]))
          .tensor(
              "w", type, shape, MemorySegment.ofArray(new byte[(int) bytes * type.blockBytes()]))
          .write(path);
    }
  }

  private final Consumer<Parts> damage;
  private final String reason;

  BrokenDirectory(Consumer<Parts> damage, String reason) {
    this.damage = damage;
    this.reason = reason;
  }

  /** Damages a good file. */
  void damage(Parts parts) {
    damage.accept(parts);
  }

  /** What the message begins with, behind the path. */
  String reason() {
    return reason;
  }
}
