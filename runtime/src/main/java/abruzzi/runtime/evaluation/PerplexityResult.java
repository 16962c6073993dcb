package abruzzi.runtime.evaluation;

/**
 * Perplexity of a text.
 *
 * @param perplexity {@code exp(mean negative log-likelihood)} of the scored tokens
 * @param standardError of the perplexity, from the spread of the scored tokens
 * @param interval confidence interval of the perplexity, from the spread of the windows
 * @param windows windows evaluated
 * @param tokens tokens scored
 */
public record PerplexityResult(
    double perplexity, double standardError, Interval interval, int windows, int tokens) {}
