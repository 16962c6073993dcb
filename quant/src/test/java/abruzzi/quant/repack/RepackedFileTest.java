package abruzzi.quant.repack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Tiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepackedFileTest {
  private static final int COLUMNS = 512;
  private static final int ROWS = 128;
  private static final int PLANES = 3;

  /** Tiles of the same rows, as files have them; see {@link TileDirectory#VERSION}. */
  private static final Map<GgmlType, String> CHECKSUMS =
      Map.ofEntries(
          Map.entry(GgmlType.Q2_K, "82926b4a"),
          Map.entry(GgmlType.Q3_K, "22d5216e"),
          Map.entry(GgmlType.Q4_K, "903b5644"),
          Map.entry(GgmlType.Q6_K, "9b68df86"),
          Map.entry(GgmlType.IQ2_XXS, "ec724b56"),
          Map.entry(GgmlType.IQ2_XS, "8422fb20"),
          Map.entry(GgmlType.IQ3_XXS, "11d0b566"),
          Map.entry(GgmlType.IQ1_S, "aea6e826"),
          Map.entry(GgmlType.IQ3_S, "c4c48cac"),
          Map.entry(GgmlType.IQ2_S, "92d3c189"),
          Map.entry(GgmlType.IQ4_XS, "7c806a8a"),
          Map.entry(GgmlType.TQ1_0, "58ca35b1"));

  @TempDir private Path folder;

  @Test
  void aRepackedTensorHasTheBytesOfTiles() throws IOException {
    Path original = original(GgmlType.Q4_K, 7);
    Path repacked = folder.resolve("repacked.gguf");
    List<Long> told = new ArrayList<>();
    try (GgufFile file = GgufFile.open(original)) {
      assertEquals(0, TileDirectory.of(file).size());
      RepackedFile copy = new RepackedFile(file);
      TensorInfo w = file.tensor("w").orElseThrow();
      copy.tile(w);
      copy.addTiles("head", w);
      copy.write(repacked, new SerialWorkers(), told::add);
      assertEquals(2, copy.tiledTensors());
      assertEquals(copy.dataBytes(), told.get(told.size() - 1));
    }
    try (GgufFile before = GgufFile.open(original);
        GgufFile file = GgufFile.open(repacked)) {
      TileDirectory directory = TileDirectory.of(file);
      assertEquals(2, directory.size());
      assertTrue(directory.has("w") && directory.has("head") && !directory.has("norm"));
      assertEquals(List.of("w", "norm", "head"), names(directory.tensors()));
      TensorInfo w = directory.tensor("w").orElseThrow();
      assertEquals(GgmlType.Q4_K, w.type());
      assertEquals(List.of((long) COLUMNS, (long) ROWS, (long) PLANES), w.dims());
      assertEquals(GgmlType.I8, file.tensor("w").orElseThrow().type());
      assertEquals(1, file.tensor("w").orElseThrow().dims().size());
      assertEquals(0, w.offsetBytes() % 64);
      Matrix tiles = directory.matrix("w");
      assertEquals(MatrixLayout.TILES, tiles.layout());
      Matrix expected = tiles(TileDirectory.of(before).matrix("w"));
      assertEquals(-1, bytes(tiles).mismatch(bytes(expected)));
      assertEquals(-1, bytes(directory.matrix("head")).mismatch(bytes(expected)));
      assertEquals(
          -1,
          file.data(file.tensor("norm").orElseThrow())
              .mismatch(before.data(before.tensor("norm").orElseThrow())));
      assertEquals("kept", file.metadata().string("general.name").orElseThrow());
    }
  }

  @Test
  void whatHasNoTilesIsRefused() throws IOException {
    try (GgufFile file = GgufFile.open(original(GgmlType.F16, 7))) {
      RepackedFile copy = new RepackedFile(file);
      TensorInfo w = file.tensor("w").orElseThrow();
      TensorInfo norm = file.tensor("norm").orElseThrow();
      assertThrows(IllegalArgumentException.class, () -> copy.tile(w));
      assertThrows(IllegalArgumentException.class, () -> copy.addTiles("head", norm));
      assertThrows(IllegalArgumentException.class, () -> copy.addTiles("norm", w));
    }
  }

  @Test
  void aScaleThatIsNotFiniteLeavesNoFile() throws IOException {
    Path repacked = folder.resolve("repacked.gguf");
    try (GgufFile file = GgufFile.open(original(GgmlType.Q4_K, 0x7C))) {
      RepackedFile copy = new RepackedFile(file);
      copy.tile(file.tensor("w").orElseThrow());
      GgufFormatException fault =
          assertThrows(
              GgufFormatException.class,
              () -> copy.write(repacked, new SerialWorkers(), bytes -> {}));
      assertTrue(fault.getMessage().contains("a scale is infinite or NaN"), fault.getMessage());
    }
    assertFalse(Files.exists(repacked));
    assertFalse(Files.exists(folder.resolve("repacked.gguf.tmp")));
  }

  @ParameterizedTest
  @EnumSource(BrokenDirectory.class)
  void aBrokenDirectoryIsRefusedWithOneLine(BrokenDirectory broken) throws IOException {
    Path path = folder.resolve("broken.gguf");
    BrokenDirectory.Parts parts = new BrokenDirectory.Parts();
    broken.damage(parts);
    parts.write(path);
    try (GgufFile file = GgufFile.open(path)) {
      GgufFormatException fault =
          assertThrows(GgufFormatException.class, () -> TileDirectory.of(file));
      assertTrue(
          fault.getMessage().startsWith(path + ": " + broken.reason()),
          () -> "said: " + fault.getMessage() + "\nexpected: " + broken.reason());
    }
  }

  @Test
  void aSoundDirectoryIsNot() throws IOException {
    Path path = folder.resolve("sound.gguf");
    new BrokenDirectory.Parts().write(path);
    try (GgufFile file = GgufFile.open(path)) {
      Matrix w = TileDirectory.of(file).matrix("w");
      assertEquals(128, w.rows());
      assertEquals(256, w.columns());
    }
  }

  /**
   * Files outlive the program that wrote them: a new type is added here, a changed layout also
   * raises {@link TileDirectory#VERSION}.
   */
  @Test
  void tilesAreLaidOutAsThisVersionSays() {
    Map<GgmlType, String> found = new EnumMap<>(GgmlType.class);
    for (GgmlType type : Tiles.types()) {
      byte[] bytes = new byte[(int) (64 * type.rowBytes(COLUMNS))];
      new SplittableRandom(8611).nextBytes(bytes);
      Matrix tiles = tiles(new Matrix(MemorySegment.ofArray(bytes), 0, type, 64, COLUMNS));
      CRC32 crc = new CRC32();
      crc.update(bytes(tiles).toArray(ValueLayout.JAVA_BYTE));
      found.put(type, Long.toHexString(crc.getValue()));
    }
    assertEquals(CHECKSUMS, found);
  }

  private static Matrix tiles(Matrix rows) {
    long bytes = rows.rows() * Tiles.rowBytes(rows.type(), rows.columns());
    Matrix tiles =
        new Matrix(
            Arena.ofAuto().allocate(bytes + Tiles.PADDING_BYTES, 64),
            0,
            rows.type(),
            rows.rows(),
            rows.columns(),
            MatrixLayout.TILES);
    Tiles.write(rows, 0, (int) rows.rows(), tiles);
    return tiles;
  }

  private static MemorySegment bytes(Matrix matrix) {
    return matrix.data().asSlice(matrix.offsetBytes(), matrix.sizeBytes());
  }

  private static List<String> names(List<TensorInfo> tensors) {
    return tensors.stream().map(TensorInfo::name).toList();
  }

  /** A file of which all bytes of a matrix are the same but for a counter in each block. */
  private Path original(GgmlType type, int value) throws IOException {
    byte[] bytes = new byte[(int) (ROWS * PLANES * type.rowBytes(COLUMNS))];
    for (int i = 0; i < bytes.length; i++) {
      boolean code = i % type.blockBytes() > 16;
      bytes[i] = (byte) (code ? i * 31 : value);
    }
    GgufMetadata metadata = new GgufMetadataBuilder().string("general.name", "kept").build();
    Path path = folder.resolve("original.gguf");
    new GgufWriter(metadata)
        .tensor(
            "w",
            type,
            List.of((long) COLUMNS, (long) ROWS, (long) PLANES),
            MemorySegment.ofArray(bytes))
        .tensor("norm", GgmlType.F32, List.of(3L), MemorySegment.ofArray(new float[] {1, 2, 3}))
        .write(path);
    return path;
  }
}
