package abruzzi.quant.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufWriterTest {
  private static final GgufMetadata NONE = new GgufMetadata(Map.of());

  @TempDir Path dir;

  @Test
  void failureLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = Files.writeString(dir.resolve("model.gguf"), "old");
    GgufWriter tooShort =
        new GgufWriter(NONE)
            .tensor("t", GgmlType.F32, List.of(8L), c -> c.write(ByteBuffer.allocate(31)));
    IllegalStateException fault =
        assertThrows(IllegalStateException.class, () -> tooShort.write(target));
    assertEquals("tensor=t wrote 31 bytes, expected 32", fault.getMessage());
    GgufWriter failing =
        new GgufWriter(NONE)
            .tensor(
                "t",
                GgmlType.F32,
                List.of(8L),
                c -> {
                  throw new IOException("no more");
                });
    assertThrows(IOException.class, () -> failing.writeSplit(target, 1000));
    assertEquals("old", Files.readString(target));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(List.of(target), files.toList());
    }
  }

  /** Three tensors; that of an index fails. */
  private static GgufWriter continued(String about, List<Integer> asked, int failing) {
    GgufWriter writer = new GgufWriter(NONE).continued(about, kept -> asked.add((int) -kept));
    for (int i = 0; i < 3; i++) {
      int tensor = i;
      writer.tensor(
          "t" + i,
          GgmlType.F32,
          List.of(9L + tensor),
          channel -> {
            asked.add(tensor);
            channel.write(ByteBuffer.allocate(8).putLong(tensor + 7L).flip());
            if (tensor == failing) {
              throw new IOException("no more");
            }
            channel.write(ByteBuffer.allocate(28 + Float.BYTES * tensor));
          });
    }
    return writer;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 300})
  void whatWasBrokenOffGoesOn(long partBytes) throws IOException {
    Path target = dir.resolve("model.gguf");
    List<Path> whole =
        write(continued("a", new ArrayList<>(), -1), dir.resolve("w.gguf"), partBytes);
    List<Integer> asked = new ArrayList<>();
    assertThrows(IOException.class, () -> write(continued("a", asked, 2), target, partBytes));
    assertEquals(List.of(0, 1, 2), asked);
    assertFalse(Files.exists(target));
    asked.clear();
    List<Path> parts = write(continued("a", asked, -1), target, partBytes);
    assertEquals(List.of(-36, -40, 2), asked);
    for (int i = 0; i < parts.size(); i++) {
      assertArrayEquals(Files.readAllBytes(whole.get(i)), Files.readAllBytes(parts.get(i)));
    }
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(2L * parts.size(), files.count());
    }
  }

  private static List<Path> write(GgufWriter writer, Path target, long partBytes)
      throws IOException {
    if (partBytes > 0) {
      return writer.writeSplit(target, partBytes);
    }
    writer.write(target);
    return List.of(target);
  }

  @Test
  void whatIsSomethingElseBeginsAnew() throws IOException {
    Path target = dir.resolve("model.gguf");
    List<Integer> asked = new ArrayList<>();
    assertThrows(IOException.class, () -> continued("a", asked, 1).write(target));
    assertThrows(IOException.class, () -> continued("b", asked, 2).write(target));
    assertEquals(List.of(0, 1, 0, 1, 2), asked);
    Files.writeString(
        dir.resolve("model.gguf.journal"), "0 3", StandardOpenOption.APPEND); // cut short
    asked.clear();
    continued("b", asked, -1).write(target);
    assertEquals(List.of(-36, -40, 2), asked);
  }

  @Test
  void whatIsMovedAlreadyIsLeftThere() throws IOException {
    Path target = dir.resolve("model.gguf");
    List<Integer> asked = new ArrayList<>();
    assertThrows(IOException.class, () -> continued("a", asked, 2).writeSplit(target, 1));
    Path second = dir.resolve("model-00002-of-00003.gguf");
    Path third = dir.resolve("model-00003-of-00003.gguf");
    Files.writeString(dir.resolve("model.gguf.journal"), "moving\n", StandardOpenOption.APPEND);
    Files.move(dir.resolve("model-00003-of-00003.gguf.tmp"), third);
    asked.clear();
    List<Path> parts = continued("a", asked, -1).writeSplit(target, 1);
    assertEquals(List.of(), asked);
    assertEquals(List.of(second, third), parts.subList(1, 3));
    assertTrue(Files.exists(parts.get(0)) && Files.exists(second) && Files.exists(third));
  }

  @Test
  void contentAtFaultIsNotKept() throws IOException {
    Path target = dir.resolve("model.gguf");
    GgufWriter writer = continued("a", new ArrayList<>(), -1);
    writer.tensor("u", GgmlType.F32, List.of(8L), channel -> {});
    assertThrows(IllegalStateException.class, () -> writer.write(target));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void writesOverTheFileItReadsFrom() throws IOException {
    Path path = SampleFile.copyTo(dir);
    byte[] before = Files.readAllBytes(path);
    try (GgufFile file = GgufFile.open(path)) {
      GgufWriter.copyOf(file).write(path);
    }
    assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(Files.readAllBytes(path)));
  }

  @Test
  void refusesTensorsThatTheReaderWould() {
    GgufWriter writer = new GgufWriter(NONE);
    assertRefused(writer, "x".repeat(64), GgmlType.F32, List.of(8L), 32);
    assertRefused(writer, "t", GgmlType.F32, List.of(8L, 0L), 0);
    assertRefused(writer, "t", GgmlType.F32, List.of(1L, 1L, 1L, 1L, 8L), 32);
    assertRefused(writer, "t", GgmlType.Q8_0, List.of(33L), 34);
    assertRefused(writer, "t", GgmlType.Q8_0, List.of(), 34);
    assertRefused(writer, "t", GgmlType.F32, List.of(8L), 31);
    writer.tensor("t", GgmlType.F32, List.of(8L), MemorySegment.ofArray(new float[8]));
    assertRefused(writer, "t", GgmlType.F32, List.of(8L), 32);
    assertThrows(
        ArithmeticException.class,
        () -> writer.tensor("u", GgmlType.TQ1_0, List.of(1L << 32, 1L << 32), c -> {}));
  }

  private static void assertRefused(
      GgufWriter writer, String name, GgmlType type, List<Long> dims, int bytes) {
    MemorySegment data = MemorySegment.ofArray(new byte[bytes]);
    assertThrows(IllegalArgumentException.class, () -> writer.tensor(name, type, dims, data));
  }

  @Test
  void refusesBadMetadata() {
    GgufMetadataBuilder builder = new GgufMetadataBuilder();
    assertThrows(IllegalArgumentException.class, () -> builder.string("", "x"));
    assertThrows(IllegalArgumentException.class, () -> builder.uint16("k", 65_536));
    assertThrows(IllegalArgumentException.class, () -> builder.uint64("k", -1));
    assertThrows(
        IllegalArgumentException.class, () -> builder.integers("k", GgufValueType.INT8, 127, 128));
    assertThrows(IllegalArgumentException.class, () -> builder.integers("k", GgufValueType.STRING));
    assertThrows(IllegalArgumentException.class, () -> new GgufMetadata(Map.of("k", new Object())));
    GgufMetadata unaligned = new GgufMetadataBuilder().uint32("general.alignment", 24).build();
    assertThrows(IllegalArgumentException.class, () -> new GgufWriter(unaligned));
  }

  @Test
  void plainValuesGetTheUsualTypes() {
    assertEquals(GgufValueType.UINT32, typeOf(4_294_967_295L));
    assertEquals(GgufValueType.INT32, typeOf(-1L));
    assertEquals(GgufValueType.INT64, typeOf(4_294_967_296L));
    assertEquals(GgufValueType.FLOAT32, typeOf(0.5));
    assertEquals(GgufValueType.FLOAT64, typeOf(0.1));
    assertEquals(GgufValueType.FLOAT32, typeOf(Double.NaN));
    assertEquals(GgufValueType.BOOL, typeOf(true));
    assertEquals(GgufValueType.ARRAY, typeOf(List.of("a")));
    GgufMetadata mixed = new GgufMetadata(Map.of("k", new long[] {-1, 7}));
    assertEquals(Optional.of(GgufValueType.INT32), mixed.elementTypeOf("k"));
  }

  private static GgufValueType typeOf(Object value) {
    return new GgufMetadata(Map.of("k", value)).typeOf("k").orElseThrow();
  }
}
