package abruzzi.planner.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.ModelInventory;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tally;
import abruzzi.planner.TensorClass;
import abruzzi.quant.gguf.GgmlType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardModelsTest {
  private static final double TENTH_OF_A_PERCENT = 1e-3;
  private static final double GIB = 1L << 30;

  /** Sums that follow from the rules of quantizers, in GB and GiB of tensor data. */
  @ParameterizedTest
  @CsvSource({
    "TQ1_0,218.36,203.36,1.702",
    "Q2_K,372.86,347.25,2.906",
    "Q2_K_S,346.02,322.25,2.697",
    "IQ1_S,204.42,190.38,1.593",
    "IQ1_M,227.93,212.28,1.777",
    "IQ2_XXS,267.11,248.76,2.082",
    "Q8_0,1091.05,1016.12,8.504",
    "TQ2_0,266.34,248.05,2.076",
    "INT4,583.70,543.617,4.549",
  })
  void sizesOfKimiK2(String mix, double gigabytes, double gibibytes, double bitsPerWeight) {
    Tally total = model("kimi-k2:" + mix).inventory().total();
    assertEquals(1096, total.tensors());
    assertEquals(1_026_408_232_448L, total.parameters());
    assertEquals(gigabytes * 1e9, (double) total.bytes(), TENTH_OF_A_PERCENT * total.bytes());
    assertEquals(gibibytes * GIB, (double) total.bytes(), TENTH_OF_A_PERCENT * total.bytes());
    assertEquals(bitsPerWeight, total.bitsPerWeight(), 1e-3);
  }

  /** Files of which only the size is published. */
  @ParameterizedTest
  @CsvSource({
    "kimi-k2:UD-TQ1_0,245,1.82,1.88",
    "kimi-k2-thinking:UD-TQ1_0,245,1.82,1.88",
    "kimi-k2.5:UD-TQ1_0,240,1.80,1.88",
    "kimi-k2:UD-Q2_K_XL,381,2.86,2.95",
    "kimi-k2.5:UD-Q2_K_XL,375,2.86,2.95",
  })
  void estimatedMixesHaveThePublishedSize(String name, double gigabytes, double from, double to) {
    PlannedModel model = model(name);
    assertTrue(model.estimated());
    long bytes = model.inventory().total().bytes();
    assertEquals(gigabytes * 1e9, (double) bytes, TENTH_OF_A_PERCENT * bytes);
    double experts = model.inventory().ofClass(TensorClass.ROUTED_EXPERTS).bitsPerWeight();
    assertTrue(experts >= from && experts <= to, "bits per weight: " + experts);
  }

  /** Bytes of one expert, three matrices. */
  @ParameterizedTest
  @CsvSource({
    "TQ1_0,9289728",
    "Q4_0,24772608",
    "Q8_0,46792704",
  })
  void anExpertOfKimiK2(String mix, long bytes) {
    Tally experts = model("kimi-k2:" + mix).inventory().ofClass(TensorClass.ROUTED_EXPERTS);
    assertEquals(1_014_686_023_680L, experts.parameters());
    assertEquals(bytes, experts.bytes() / (60 * 384));
  }

  @Test
  void classesOfKimiK2() {
    ModelInventory inventory = model("kimi-k2.5:TQ1_0").inventory();
    assertEquals(6_168_444_928L, inventory.ofClass(TensorClass.ATTENTION).parameters());
    assertEquals(1_174_405_120L, inventory.ofClass(TensorClass.HEAD).parameters());
    assertEquals(3L * 132_120_576, inventory.ofClass(TensorClass.DENSE_FFN).parameters());
    assertEquals(60 * 3L * 14_680_064, inventory.ofClass(TensorClass.SHARED_EXPERTS).parameters());
    assertEquals(60 * (2_752_512L + 384), inventory.ofClass(TensorClass.ROUTER).parameters());
    assertEquals(365, inventory.byType().get(GgmlType.F32).tensors());
    assertEquals(0, inventory.ofClass(TensorClass.OTHER).tensors());
  }

  @Test
  void rulesOfSingleTensors() {
    PlannedModel q2 = model("kimi-k2:Q2_K_S");
    assertEquals(GgmlType.Q4_K, type(q2, "blk.6.ffn_down_exps.weight"));
    assertEquals(GgmlType.Q2_K, type(q2, "blk.7.ffn_down_exps.weight"));
    assertEquals(GgmlType.Q4_0, type(q2, "blk.7.attn_k_b.weight"));
    PlannedModel iq1 = model("kimi-k2:IQ1_S");
    assertEquals(GgmlType.Q2_K, type(iq1, "blk.0.ffn_down.weight"));
    assertEquals(GgmlType.Q2_K, type(iq1, "blk.3.ffn_down_shexp.weight"));
    assertEquals(GgmlType.IQ1_S, type(iq1, "blk.4.ffn_down_exps.weight"));
    assertEquals(GgmlType.IQ2_XXS, type(iq1, "blk.9.attn_output.weight"));
    assertEquals(GgmlType.IQ4_NL, type(iq1, "blk.9.attn_k_b.weight"));
    assertEquals(GgmlType.F32, type(iq1, "blk.9.ffn_gate_inp.weight"));
  }

  @Test
  void otherCards() {
    assertEquals(671_026_419_200L, model("deepseek-v3:Q4_K").inventory().total().parameters());
    PlannedModel lite = model("deepseek-v2-lite:Q4_K");
    assertEquals(15_706_485_888L, lite.inventory().total().parameters());
    assertEquals(GgmlType.Q5_0, type(lite, "blk.5.ffn_down_exps.weight"), "rows of 1408");
    assertTrue(lite.tensors().stream().anyMatch(t -> t.name().equals("blk.0.attn_q.weight")));
    assertEquals(15_960_110_208L, model("moonlight-16b-a3b:Q8_0").inventory().total().parameters());
    assertEquals(6, CardModels.cardNames().size());
  }

  @Test
  void namesThatAreNone() {
    assertTrue(CardModels.find("model.gguf").isEmpty());
    assertTrue(CardModels.find("KIMI-K2:tq1_0").isPresent());
    for (String name : new String[] {"kimi-k2", "kimi-k2:", "kimi-k2:Q9", "kimi-k2:I8"}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> CardModels.find(name)).getMessage();
      assertTrue(message.contains("expected a card and a mix"), message);
    }
  }

  private static PlannedModel model(String name) {
    return CardModels.find(name).orElseThrow();
  }

  private static GgmlType type(PlannedModel model, String tensor) {
    return model.tensors().stream()
        .filter(t -> t.name().equals(tensor))
        .findFirst()
        .orElseThrow()
        .type();
  }
}
