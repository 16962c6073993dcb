package abruzzi.quant.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The types that mixes give to a model of 61 layers, as other programs choose them. */
class TypeChoiceTest {
  private static final ModelShape KIMI = new ModelShape(61, 1, 64, false);

  @ParameterizedTest
  @CsvSource({
    "TQ1_0,   TQ1_0,   TQ1_0,  TQ1_0,   TQ1_0,   Q4_0,   Q4_K, Q6_K",
    "Q2_K,    Q2_K,    Q3_K,   Q3_K,    Q3_K,    Q4_0,   Q2_K, Q6_K",
    "Q2_K_S,  Q2_K,    Q4_K,   Q2_K,    Q2_K,    Q4_0,   Q2_K, Q6_K",
    "IQ1_S,   IQ1_S,   Q2_K,   IQ1_S,   IQ2_XXS, IQ4_NL, Q2_K, Q5_K",
    "IQ1_M,   IQ1_M,   Q2_K,   IQ1_M,   IQ2_XXS, IQ4_NL, Q2_K, Q5_K",
    "IQ2_XXS, IQ2_XXS, Q2_K,   IQ2_XXS, IQ2_XXS, IQ4_NL, Q2_K, Q5_K",
    "Q3_K_M,  Q3_K,    Q5_K,   Q4_K,    Q4_K,    Q4_0,   Q3_K, Q6_K",
    "Q4_K_M,  Q4_K,    Q6_K,   Q4_K,    Q4_K,    Q5_0,   Q4_K, Q6_K",
    "Q8_0,    Q8_0,    Q8_0,   Q8_0,    Q8_0,    Q8_0,   Q8_0, Q8_0"
  })
  void mixesAreThoseOfTheField(
      String mix,
      GgmlType gate,
      GgmlType earlyDown,
      GgmlType laterDown,
      GgmlType attentionOutput,
      GgmlType keys,
      GgmlType embedding,
      GgmlType output) {
    Map<String, GgmlType> types = types(mix, true, List.of());
    assertEquals(gate, types.get("blk.30.ffn_gate_exps.weight"));
    assertEquals(earlyDown, types.get("blk.1.ffn_down_exps.weight"));
    assertEquals(laterDown, types.get("blk.31.ffn_down_exps.weight"));
    assertEquals(attentionOutput, types.get("blk.30.attn_output.weight"));
    assertEquals(keys, types.get("blk.30.attn_k_b.weight"));
    assertEquals(embedding, types.get("token_embd.weight"));
    assertEquals(output, types.get("output.weight"));
    assertEquals(GgmlType.F32, types.get("blk.30.ffn_gate_inp.weight"));
    assertEquals(GgmlType.F32, types.get("blk.30.attn_norm.weight"));
  }

  @Test
  void mixesForExpertsKeepTheRestHigh() {
    Map<String, GgmlType> types = types("UD-IQ1_S", true, List.of());
    assertEquals(GgmlType.IQ1_S, types.get("blk.30.ffn_gate_exps.weight"));
    assertEquals(GgmlType.IQ1_M, types.get("blk.30.ffn_down_exps.weight"));
    assertEquals(GgmlType.IQ1_M, types.get("blk.1.ffn_gate_exps.weight"));
    assertEquals(GgmlType.IQ2_XXS, types.get("blk.1.ffn_down_exps.weight"));
    assertEquals(GgmlType.Q6_K, types.get("blk.30.ffn_down_shexp.weight"));
    assertEquals(GgmlType.Q8_0, types.get("blk.30.attn_k_b.weight"));
  }

  @Test
  void theFirstOverrideThatFitsHolds() {
    List<TypeChoice.TensorRule> overrides =
        List.of(
            new TypeChoice.TensorRule(Pattern.compile("blk\\.30\\..*_exps"), GgmlType.Q4_K),
            new TypeChoice.TensorRule(Pattern.compile("_exps|_norm"), GgmlType.Q2_K));
    Map<String, GgmlType> types = types("Q8_0", false, overrides);
    assertEquals(GgmlType.Q4_K, types.get("blk.30.ffn_gate_exps.weight"));
    assertEquals(GgmlType.Q2_K, types.get("blk.31.ffn_gate_exps.weight"));
    assertEquals(GgmlType.F32, types.get("blk.30.attn_norm.weight"));
  }

  @Test
  void filesAreOrderedByLayerAndName() {
    List<String> names = new ArrayList<>(types("Q8_0", false, List.of()).keySet());
    assertEquals(List.of("output.weight", "token_embd.weight"), names.subList(0, 2));
    assertEquals("blk.0.attn_k_b.weight", names.get(2));
    assertTrue(names.indexOf("blk.2.attn_norm.weight") < names.indexOf("blk.10.attn_norm.weight"));
  }

  @ParameterizedTest
  @EnumSource(Mix.class)
  void namesAreFound(Mix mix) {
    assertEquals(mix, Mix.of(mix.label()).orElseThrow());
    assertEquals(mix, Mix.of(mix.label().toLowerCase(Locale.ROOT)).orElseThrow());
  }

  @Test
  void aTypeMeansItsMiddleMix() {
    assertEquals(Mix.Q4_K_M, Mix.of("Q4_K").orElseThrow());
    assertTrue(Mix.of("Q7_K").isEmpty());
  }

  private static Map<String, GgmlType> types(
      String mix, boolean importance, List<TypeChoice.TensorRule> overrides) {
    return new TypeChoice(Mix.of(mix).orElseThrow(), null, overrides, importance)
        .types(tensors(), KIMI);
  }

  private static List<TensorInfo> tensors() {
    List<TensorInfo> tensors = new ArrayList<>();
    tensors.add(tensor("token_embd.weight", 7168, 1024));
    tensors.add(tensor("output.weight", 7168, 1024));
    for (int layer = 0; layer < 61; layer++) {
      String block = "blk." + layer + ".";
      tensors.add(tensor(block + "attn_norm.weight", 7168));
      tensors.add(tensor(block + "attn_output.weight", 8192, 7168));
      tensors.add(tensor(block + "attn_k_b.weight", 128, 512, 64));
      if (layer == 0) {
        tensors.add(tensor(block + "ffn_down.weight", 18432, 7168));
      } else {
        tensors.add(tensor(block + "ffn_down_exps.weight", 2048, 7168, 384));
        tensors.add(tensor(block + "ffn_down_shexp.weight", 2048, 7168));
        tensors.add(tensor(block + "ffn_gate_exps.weight", 7168, 2048, 384));
        tensors.add(tensor(block + "ffn_gate_inp.weight", 7168, 384));
      }
    }
    return tensors;
  }

  private static TensorInfo tensor(String name, int... dims) {
    List<Long> list = new ArrayList<>();
    for (int dim : dims) {
      list.add((long) dim);
    }
    return new TensorInfo(name, GgmlType.F32, list, 0, 0, 0);
  }
}
