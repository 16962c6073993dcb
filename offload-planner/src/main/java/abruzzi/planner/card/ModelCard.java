package abruzzi.planner.card;

import abruzzi.planner.ModelSizes;
import java.util.Arrays;
import java.util.Optional;

/** Models whose sizes are published; the values are those of their configuration files. */
public enum ModelCard {
  /** Base and Instruct of July 2025. */
  KIMI_K2("kimi-k2", "Kimi K2", kimi(131_072)),
  /** Also with native 4-bit experts. */
  KIMI_K2_THINKING("kimi-k2-thinking", "Kimi K2 Thinking", kimi(262_144)),
  /** The text model; images need a file of their own. */
  KIMI_K2_5("kimi-k2.5", "Kimi K2.5", kimi(262_144)),
  /** Without its layer that predicts further tokens. */
  DEEPSEEK_V3(
      "deepseek-v3",
      "DeepSeek V3",
      new ModelSizes(
          61, 3, 7168, 128, 1536, 512, 128, 64, 128, 18_432, 256, 8, 1, 2048, 129_280, 163_840)),
  /** The small one of its family. */
  DEEPSEEK_V2_LITE(
      "deepseek-v2-lite",
      "DeepSeek V2 Lite",
      new ModelSizes(
          27, 1, 2048, 16, 0, 512, 128, 64, 128, 10_944, 64, 6, 2, 1408, 102_400, 163_840)),
  /** The same sizes as DeepSeek V2 Lite, with Kimi's vocabulary. */
  MOONLIGHT_16B_A3B(
      "moonlight-16b-a3b",
      "Moonlight 16B A3B",
      new ModelSizes(
          27, 1, 2048, 16, 0, 512, 128, 64, 128, 11_264, 64, 6, 2, 1408, 163_840, 8192));

  private final String id;
  private final String title;
  private final ModelSizes sizes;

  ModelCard(String id, String title, ModelSizes sizes) {
    this.id = id;
    this.title = title;
    this.sizes = sizes;
  }

  private static ModelSizes kimi(int contextTokens) {
    return new ModelSizes(
        61,
        1,
        7168,
        64,
        1536,
        512,
        128,
        64,
        128,
        18_432,
        384,
        8,
        1,
        2048,
        163_840,
        contextTokens);
  }

  /** What users call it. */
  public String id() {
    return id;
  }

  /** What its makers call it. */
  public String title() {
    return title;
  }

  /** Its sizes. */
  public ModelSizes sizes() {
    return sizes;
  }

  /** The card of an id, in any case. */
  public static Optional<ModelCard> byId(String id) {
    return Arrays.stream(values()).filter(card -> card.id.equalsIgnoreCase(id)).findFirst();
  }
}
