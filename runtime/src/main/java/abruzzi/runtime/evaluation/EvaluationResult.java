package abruzzi.runtime.evaluation;

/**
 * A model measured against a base model.
 *
 * @param perplexity of the model
 * @param base perplexity of the base model, of the same tokens
 * @param divergence how far their predictions are apart
 */
public record EvaluationResult(
    PerplexityResult perplexity, PerplexityResult base, Divergence divergence) {}
