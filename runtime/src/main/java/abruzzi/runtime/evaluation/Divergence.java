package abruzzi.runtime.evaluation;

/**
 * How far a model's predictions are from a base model's, over the scored tokens of a text.
 * Divergences are Kullback-Leibler divergences from the base model's distribution, in nats.
 * Intervals take windows as the independent units, for neighbouring tokens are not.
 *
 * @param meanKld mean divergence
 * @param meanKldInterval its confidence interval
 * @param medianKld median
 * @param p90Kld 90th percentile, between values where need be
 * @param p95Kld 95th percentile
 * @param p99Kld 99th percentile
 * @param p999Kld 99.9th percentile
 * @param maxKld largest
 * @param kldPercentiles percentiles 0, 2, 4 to 100
 * @param sameTopPercent how often the most likely token is the same
 * @param sameTopInterval its confidence interval
 * @param flips how often it is another
 * @param lost how many flips made a right prediction wrong
 * @param won how many flips made a wrong prediction right
 * @param perplexityRatio this model's perplexity by the base model's
 * @param perplexityRatioInterval its confidence interval, from the differences token by token
 */
public record Divergence(
    double meanKld,
    Interval meanKldInterval,
    double medianKld,
    double p90Kld,
    double p95Kld,
    double p99Kld,
    double p999Kld,
    double maxKld,
    double[] kldPercentiles,
    double sameTopPercent,
    Interval sameTopInterval,
    int flips,
    int lost,
    int won,
    double perplexityRatio,
    Interval perplexityRatioInterval) {}
