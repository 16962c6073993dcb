package abruzzi.cli.bench;

import abruzzi.runtime.benchmark.ModelBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much {@code abruzzi bench} measures. */
final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      split = ",",
      defaultValue = "64",
      description = {
        "Tokens of the prompt; ${DEFAULT-VALUE} without this option.",
        "Several lengths are measured one after the other, the model is loaded once."
      })
  private List<Integer> promptTokens;

  @Option(
      names = "--generate-tokens",
      paramLabel = "N",
      defaultValue = "24",
      description = "Single tokens behind it; ${DEFAULT-VALUE} without this option.")
  private int generateTokens;

  @Option(
      names = "--repeat",
      paramLabel = "R",
      defaultValue = "5",
      description = "Rounds measured; ${DEFAULT-VALUE} without this option.")
  private int repeat;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description =
          "How long rounds go ahead that are not measured, of the first length; ${DEFAULT-VALUE} if not given.")
  private int warmUpSeconds;

  /**
   * The measurements, one for each length of the prompt; the first one warms up for all.
   *
   * @throws ParameterException if a number is out of range
   */
  List<ModelBenchmark> benchmarks() {
    try {
      List<ModelBenchmark> all = new ArrayList<>();
      long warmUp = TimeUnit.SECONDS.toNanos(warmUpSeconds);
      for (int tokens : promptTokens) {
        all.add(new ModelBenchmark(tokens, generateTokens, repeat, all.isEmpty() ? warmUp : 0));
      }
      return all;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
