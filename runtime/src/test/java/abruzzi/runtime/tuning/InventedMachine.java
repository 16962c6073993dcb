package abruzzi.runtime.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A machine on which the best is known, with noise and pauses: threads pay up to eight, spinning
 * pays only with many threads, batches hardly.
 */
final class InventedMachine implements Trials<InventedMachine.Knobs> {
  static final Knobs BEST = new Knobs(8, 2, 128);

  final List<Knobs> measured = new ArrayList<>();
  private final Random random;
  private final double noise;

  InventedMachine(long seed, double noise) {
    random = new Random(seed);
    this.noise = noise;
  }

  record Knobs(int threads, int spin, int batch) {}

  static List<Dimension<Knobs>> dimensions() {
    return List.of(
        new Dimension<>(
            "threads",
            Workload.EXCHANGE,
            k ->
                IntStream.of(1, 2, 4, 6, 8, 12, 16)
                    .mapToObj(n -> new Knobs(n, k.spin, k.batch))
                    .toList()),
        new Dimension<>(
            "spin",
            Workload.EXCHANGE,
            k -> IntStream.of(0, 1, 2, 3).mapToObj(n -> new Knobs(k.threads, n, k.batch)).toList()),
        new Dimension<>(
            "batch",
            Workload.EXCHANGE,
            k ->
                IntStream.of(32, 64, 128, 256)
                    .mapToObj(n -> new Knobs(k.threads, k.spin, n))
                    .toList()));
  }

  /** Without noise. */
  static double seconds(Knobs k) {
    double threads = 1.0 / Math.min(k.threads, 8) + 0.02 * Math.max(0, k.threads - 8);
    double spin = 1 + 0.05 * Math.abs(k.spin - (k.threads >= 4 ? 2 : 0));
    double batch = 1 + 0.04 * Math.abs(Math.log(k.batch / 128.0));
    return 10 * threads * spin * batch;
  }

  @Override
  public SpeedSample measure(Knobs knobs, Workload workload) {
    measured.add(knobs);
    double pause = random.nextInt(20) == 0 ? 1 + 3 * random.nextDouble() : 1;
    double seconds = seconds(knobs) * Math.exp(noise * random.nextGaussian()) * pause;
    // half of the time for the prompt, half for the answer
    return new SpeedSample(
        2 * SpeedSample.PROMPT_TOKENS / seconds, 2 * SpeedSample.ANSWER_TOKENS / seconds);
  }
}
