package abruzzi.quant.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceMatrixTest {
  private static final String EXPERTS = "blk.1.ffn_up_exps.weight";
  private static final String HEADS = "blk.1.attn_k_b.weight";

  @TempDir private Path folder;

  /** Two of three experts have seen rows. */
  private static ImportanceMatrix sample() {
    InputSquares experts = new InputSquares(3, 2);
    experts.add(0, new float[] {9, 1, 2}, 1);
    experts.add(0, new float[] {3, 4}, 0);
    experts.add(2, new float[] {5, 0}, 0);
    InputSquares heads = new InputSquares(1, 4);
    heads.add(0, new float[] {1, 2, 3, 4}, 0);
    return new ImportanceMatrix(List.of("a"), 2, 8, Map.of(EXPERTS, experts, HEADS, heads));
  }

  private static TensorInfo tensor(String name, long... dims) {
    List<Long> list = Arrays.stream(dims).boxed().toList();
    return new TensorInfo(name, GgmlType.F32, list, 0, 0, 0);
  }

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    Path path = folder.resolve("m.gguf");
    sample().save(path);
    ImportanceMatrix loaded = ImportanceMatrix.load(path);
    assertEquals(List.of("a"), loaded.datasets());
    assertEquals(2, loaded.chunks());
    assertEquals(8, loaded.chunkTokens());
    InputSquares experts = loaded.of(EXPERTS).orElseThrow();
    assertArrayEquals(new float[] {5, 10}, experts.importance(0));
    assertArrayEquals(new float[] {25, 0}, experts.importance(2));
    assertEquals(1, experts.unseen());
    assertEquals(2, experts.count(0));
  }

  @Test
  void expertsThatWereNeverPickedGetTheMeanOfTheOthers() {
    InputSquares experts = sample().of(EXPERTS).orElseThrow();
    assertArrayEquals(new float[] {35f / 3, 20f / 3}, experts.importance(1));
    assertEquals(0, new InputSquares(2, 2).importance(1).length);
  }

  @Test
  void headsMayBeTogetherInOneRow() {
    List<TensorInfo> model = List.of(tensor(HEADS, 2, 5, 2), tensor(EXPERTS, 2, 5, 3));
    InputSquares heads = sample().of(model, folder).of(HEADS).orElseThrow();
    assertEquals(2, heads.planes());
    assertArrayEquals(new float[] {9, 16}, heads.importance(1));
  }

  @Test
  void mergedMatricesHaveTheSums() {
    ImportanceMatrix separate =
        sample().of(List.of(tensor(HEADS, 2, 5, 2), tensor(EXPERTS, 2, 5, 3)), folder);
    ImportanceMatrix merged = ImportanceMatrix.merge(List.of(sample(), separate));
    assertEquals(4, merged.chunks());
    assertEquals(List.of("a", "a"), merged.datasets());
    assertEquals(4, merged.of(EXPERTS).orElseThrow().count(0));
    assertArrayEquals(new float[] {5, 10}, merged.of(EXPERTS).orElseThrow().importance(0));
    assertArrayEquals(new float[] {9, 16}, merged.of(HEADS).orElseThrow().importance(1));
    assertEquals(2, sample().of(EXPERTS).orElseThrow().count(0));
    ImportanceMatrix other =
        new ImportanceMatrix(List.of(), 1, 8, Map.of(EXPERTS, new InputSquares(3, 4)));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ImportanceMatrix.merge(List.of(sample(), other)));
    assertTrue(e.getMessage().contains("different shapes for tensor " + EXPERTS), e.getMessage());
  }

  @Test
  void thatOfAnotherModelIsRefused() {
    GgufFormatException shape =
        assertThrows(
            GgufFormatException.class,
            () -> sample().of(List.of(tensor(EXPERTS, 4, 5, 3)), Path.of("m.gguf")));
    assertTrue(shape.getMessage().contains("3 x 2 inputs for tensor " + EXPERTS));
    assertTrue(shape.getMessage().contains("made of another model"), shape.getMessage());
    GgufFormatException names =
        assertThrows(
            GgufFormatException.class,
            () -> sample().of(List.of(tensor("x.weight", 4, 5)), Path.of("m.gguf")));
    assertTrue(names.getMessage().contains("no tensor of this model"), names.getMessage());
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path model = folder.resolve("model.gguf");
    GgufWriter writer = new GgufWriter(new GgufMetadataBuilder().string("a", "b").build());
    writer.tensor("x", GgmlType.I8, List.of(4L), MemorySegment.ofArray(new byte[4])).write(model);
    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> ImportanceMatrix.load(model));
    assertTrue(e.getMessage().contains("is no importance matrix"), e.getMessage());
    Path half = folder.resolve("half.gguf");
    new GgufWriter(new GgufMetadataBuilder().build())
        .tensor("x.in_sum2", GgmlType.F32, List.of(1L), MemorySegment.ofArray(new byte[4]))
        .write(half);
    GgufFormatException sums =
        assertThrows(GgufFormatException.class, () -> ImportanceMatrix.load(half));
    assertTrue(sums.getMessage().contains("sums and counts of tensor x"), sums.getMessage());
  }
}
