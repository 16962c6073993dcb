package abruzzi.quant.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every encoder, and agreement with an independent one; see the README. */
class BlockEncoderContractTest {
  private static final int BLOCKS = 3;
  private static final byte UNTOUCHED = 0x5A;
  private static final long SEED = 11;

  static Stream<BlockEncoder> encoders() {
    return Arrays.stream(GgmlType.values()).flatMap(type -> BlockEncoders.of(type).stream());
  }

  @Test
  void typesWithAFixedRuleHaveAnEncoder() {
    assertArrayEquals(
        new Object[] {
          GgmlType.F32,
          GgmlType.F16,
          GgmlType.Q4_0,
          GgmlType.Q4_1,
          GgmlType.Q5_0,
          GgmlType.Q5_1,
          GgmlType.Q8_0,
          GgmlType.Q8_K,
          GgmlType.BF16,
          GgmlType.TQ1_0,
          GgmlType.TQ2_0
        },
        encoders().map(BlockEncoder::type).toArray());
  }

  @ParameterizedTest
  @EnumSource(
      value = GgmlType.class,
      names = {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "TQ1_0", "TQ2_0"})
  void encodesToTheSameBytes(GgmlType type) {
    float[] in = TestResource.floats("encoder-input.f32");
    byte[] expected = TestResource.bytes("encoder-" + type + ".blocks");
    byte[] actual = new byte[expected.length];
    int elements = expected.length / type.blockBytes() * type.blockElements();
    encoder(type).encode(in, 0, elements, MemorySegment.ofArray(actual), 0);
    assertArrayEquals(expected, actual);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void offsetsMayBeOddAndNothingElseIsWritten(BlockEncoder encoder) {
    int elements = BLOCKS * encoder.type().blockElements();
    float[] in = randomFloats(elements + 5);
    int bytes = (int) encoder.type().rowBytes(elements);
    byte[] expected = new byte[bytes];
    for (int block = 0; block < BLOCKS; block++) {
      encoder.encodeBlock(
          in,
          5 + block * encoder.type().blockElements(),
          MemorySegment.ofArray(expected),
          (long) block * encoder.type().blockBytes());
    }
    byte[] target = new byte[bytes + 6];
    Arrays.fill(target, UNTOUCHED);
    encoder.encode(in, 5, elements, MemorySegment.ofArray(target), 3);
    assertArrayEquals(expected, Arrays.copyOfRange(target, 3, 3 + bytes));
    for (int i = 0; i < 3; i++) {
      assertEquals(UNTOUCHED, target[i]);
      assertEquals(UNTOUCHED, target[3 + bytes + i]);
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void valuesAndBlocksMustFit(BlockEncoder encoder) {
    GgmlType type = encoder.type();
    float[] in = randomFloats(type.blockElements());
    MemorySegment target = MemorySegment.ofArray(new byte[type.blockBytes()]);
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encodeBlock(in, 1, target, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encodeBlock(in, 0, target, 1));
    float[] zeros = new float[type.blockElements()];
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encodeBlock(zeros, 0, target, 1));
  }

  @Test
  void elementsMustFillBlocks() {
    MemorySegment target = MemorySegment.ofArray(new byte[Q80Layout.BYTES]);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> encoder(GgmlType.Q8_0).encode(new float[32], 0, 31, target, 0));
    assertTrue(e.getMessage().startsWith("elements=31, expected a multiple of 32"));
  }

  @ParameterizedTest
  @EnumSource(
      value = GgmlType.class,
      names = {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "TQ1_0", "TQ2_0"})
  void aNanIsNotHidden(GgmlType type) {
    float[] in = randomFloats(type.blockElements());
    in[17] = Float.NaN;
    MemorySegment block = MemorySegment.ofArray(new byte[type.blockBytes()]);
    encoder(type).encodeBlock(in, 0, block, 0);
    float[] out = new float[in.length];
    BlockFormats.of(type).orElseThrow().decodeBlock(block, 0, out, 0);
    for (float value : out) {
      assertTrue(Float.isNaN(value));
    }
  }

  static float[] randomFloats(int count) {
    Random random = new Random(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static BlockEncoder encoder(GgmlType type) {
    return BlockEncoders.of(type).orElseThrow();
  }
}
