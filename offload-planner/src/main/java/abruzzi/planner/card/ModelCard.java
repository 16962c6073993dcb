package abruzzi.planner.card;

import abruzzi.planner.ModelSizes;
import java.util.List;
import java.util.Optional;

/**
 * A model whose sizes are published; the values are those of its configuration file.
 *
 * @param id what users call it
 * @param title what its makers call it
 * @param sizes its sizes
 */
record ModelCard(String id, String title, ModelSizes sizes) {
  /** Base and Instruct of July 2025. */
  static final ModelCard KIMI_K2 = new ModelCard("kimi-k2", "Kimi K2", kimi(131_072));

  /** Also with native 4-bit experts. */
  static final ModelCard KIMI_K2_THINKING =
      new ModelCard("kimi-k2-thinking", "Kimi K2 Thinking", kimi(262_144));

  /** The text model; images need a file of their own. */
  static final ModelCard KIMI_K2_5 = new ModelCard("kimi-k2.5", "Kimi K2.5", kimi(262_144));

  /** Without its layer that predicts further tokens. */
  static final ModelCard DEEPSEEK_V3 =
      new ModelCard(
          "deepseek-v3",
          "DeepSeek V3",
          new ModelSizes(
              61, 3, 7168, 128, 1536, 512, 128, 64, 128, 18_432, 256, 8, 1, 2048, 129_280,
              163_840));

  /** The small one of its family. */
  static final ModelCard DEEPSEEK_V2_LITE =
      new ModelCard(
          "deepseek-v2-lite",
          "DeepSeek V2 Lite",
          new ModelSizes(
              27, 1, 2048, 16, 0, 512, 128, 64, 128, 10_944, 64, 6, 2, 1408, 102_400, 163_840));

  /** Much like DeepSeek V2 Lite, with Kimi's vocabulary. */
  static final ModelCard MOONLIGHT_16B_A3B =
      new ModelCard(
          "moonlight-16b-a3b",
          "Moonlight 16B A3B",
          new ModelSizes(
              27, 1, 2048, 16, 0, 512, 128, 64, 128, 11_264, 64, 6, 2, 1408, 163_840, 8192));

  /** All of them. */
  static final List<ModelCard> ALL =
      List.of(
          KIMI_K2, KIMI_K2_THINKING, KIMI_K2_5, DEEPSEEK_V3, DEEPSEEK_V2_LITE, MOONLIGHT_16B_A3B);

  private static ModelSizes kimi(int contextTokens) {
    return new ModelSizes(
        61, 1, 7168, 64, 1536, 512, 128, 64, 128, 18_432, 384, 8, 1, 2048, 163_840, contextTokens);
  }

  /** The card of an id, in any case. */
  static Optional<ModelCard> byId(String id) {
    return ALL.stream().filter(card -> card.id.equalsIgnoreCase(id)).findFirst();
  }
}
