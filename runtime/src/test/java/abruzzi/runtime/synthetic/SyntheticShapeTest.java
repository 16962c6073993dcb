package abruzzi.runtime.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.card.FallbackType;
import abruzzi.quant.gguf.GgmlType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticShapeTest {
  @Test
  void aShapeIsReadFromText() {
    SyntheticShape shape = SyntheticShape.parse("kimi-k2:3:iq1_s");
    assertEquals(3, shape.expertLayers());
    assertEquals(4, shape.layers());
    assertEquals(GgmlType.IQ1_S, shape.expertType());
    assertEquals(GgmlType.Q4_K, shape.denseType());
    assertEquals(4096, shape.vocabulary());
    assertEquals(GgmlType.TQ1_0, SyntheticShape.parse("tiny:1").expertType());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kimi-k2",
        "kimi-k2:",
        "kimi-k2:0",
        "kimi-k2:61",
        "kimi-k2:-1",
        "kimi-k2:1:",
        "kimi-k2:1:Q9",
        "kimi-k2:1:I8",
        "kimi-k2:1:Q4_K:x",
        "k3:1",
        "kimi-k2:99999999999"
      })
  void badTextIsRefused(String text) {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> SyntheticShape.parse(text));
    assertTrue(fault.getMessage().contains("expected"), fault.getMessage());
  }

  /** Numbers of the published model: tensors, parameters, bytes of all experts as TQ1_0. */
  @Test
  void theFullShapeIsKimi() {
    SyntheticShape shape = SyntheticShape.parse("kimi-k2:1:TQ1_0").full();
    List<SyntheticTensor> tensors = SyntheticTensors.of(shape);
    assertEquals(1096, tensors.size());
    assertEquals(1_026_408_232_448L, tensors.stream().mapToLong(SyntheticTensor::elements).sum());
    assertEquals(365, tensors.stream().filter(t -> t.type() == GgmlType.F32).count());
    assertEquals(
        1_014_686_023_680L / 256 * 54,
        tensors.stream()
            .filter(t -> t.name().contains("_exps"))
            .mapToLong(SyntheticTensor::sizeBytes)
            .sum());
  }

  @Test
  void shortRowsFallBackAsConvertersDo() {
    assertEquals(GgmlType.Q5_0, FallbackType.of(GgmlType.Q4_K, 128));
    assertEquals(GgmlType.Q5_1, FallbackType.of(GgmlType.Q5_K, 128));
    assertEquals(GgmlType.Q8_0, FallbackType.of(GgmlType.Q6_K, 128));
    assertEquals(GgmlType.Q4_0, FallbackType.of(GgmlType.TQ1_0, 128));
    assertEquals(GgmlType.Q4_0, FallbackType.of(GgmlType.Q2_K, 128));
    assertEquals(GgmlType.IQ4_NL, FallbackType.of(GgmlType.IQ2_XXS, 128));
    assertEquals(GgmlType.Q4_K, FallbackType.of(GgmlType.Q4_K, 256));
    assertEquals(GgmlType.Q8_0, FallbackType.of(GgmlType.Q8_0, 128));
  }
}
