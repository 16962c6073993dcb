package abruzzi.planner.speed;

/**
 * A run of a model beside what rates promised for it, without any correction.
 *
 * @param layers layers of the model
 * @param predictedDecodeMs of a token
 * @param decodeMs measured
 * @param promptTokens tokens of the prompt, 0 where that was not kept
 * @param predictedPrefillMs of the prompt, 0 when none was measured
 * @param prefillMs measured, 0 when none was
 */
public record MeasuredRun(
    int layers,
    double predictedDecodeMs,
    double decodeMs,
    int promptTokens,
    double predictedPrefillMs,
    double prefillMs) {}
