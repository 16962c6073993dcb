package abruzzi.cli.compare;

import abruzzi.runtime.evaluation.Divergence;
import abruzzi.runtime.evaluation.Interval;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What {@code abruzzi compare} found, as {@code --json} and the file beside the page have it.
 *
 * @param base name of the base model
 * @param windowTokens tokens per window
 * @param texts what was evaluated
 * @param profile the machine that verdicts are about, null without one
 * @param speed how speeds were measured, null when they were not
 * @param models the base model, then the others as they were given
 */
record CompareReport(
    String base,
    int windowTokens,
    List<Text> texts,
    @JsonInclude(JsonInclude.Include.NON_NULL) String profile,
    @JsonInclude(JsonInclude.Include.NON_NULL) SpeedSetting speed,
    List<Model> models) {

  /**
   * A text.
   *
   * @param tokens of the whole text
   * @param windows evaluated
   * @param scoredTokens tokens whose predictions were scored
   */
  record Text(String name, int tokens, int windows, int scoredTokens) {}

  /**
   * How speeds were measured.
   *
   * @param bandwidthBytesPerSecond what the threads can read of memory at most
   */
  record SpeedSetting(
      int threads,
      int promptTokens,
      int generateTokens,
      int repeats,
      double bandwidthBytesPerSecond) {}

  /**
   * A model; when it could not be measured, only its name, path and the error.
   *
   * @param weightBytes bytes of all weights
   * @param memoryBytes weights, and the cache of its context up to 32768 tokens in f16
   * @param types the storage types of most of its bytes
   * @param scores for each text
   * @param layerErrors for each layer, how far its weights are from the base model's: root of the
   *     sum of squared differences by the sum of squares; null for the base model
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Model(
      String name,
      String path,
      Long sizeBytes,
      Double bitsPerWeight,
      Long weightBytes,
      Long memoryBytes,
      String types,
      List<Score> scores,
      double[] layerErrors,
      Speed speed,
      Verdict verdict,
      String error) {
    static Model failed(String name, String path, String error) {
      return new Model(
          name, path, null, null, null, null, null, List.of(), null, null, null, error);
    }

    boolean failed() {
      return error != null;
    }
  }

  /**
   * How well a model predicts a text.
   *
   * @param divergence from the base model, null for that itself
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Score(double perplexity, double standardError, Interval interval, Divergence divergence) {}

  /**
   * How fast a model is here; medians.
   *
   * @param tokenReadBytes weights that a decoded token reads
   * @param decodeCeilingTps read bandwidth by these bytes
   */
  record Speed(
      double prefillTps,
      double prefillMinTps,
      double prefillMaxTps,
      double decodeTps,
      double decodeMinTps,
      double decodeMaxTps,
      long tokenReadBytes,
      double decodeCeilingTps,
      double decodeCeilingFraction) {}

  /**
   * What the plan for a machine says.
   *
   * @param fits whether the model runs there without reading weights from disk
   * @param text the verdict in words
   * @param decodeTps predicted, null where the profile does not know enough
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Verdict(
      boolean fits,
      String text,
      Integer contextTokens,
      Long gpuBytes,
      Long ramBytes,
      Long diskBytes,
      Double decodeTps) {}
}
