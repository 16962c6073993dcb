package abruzzi.cli.quantize;

import abruzzi.cli.command.ByteSizeConverter;
import abruzzi.cli.model.Installation;
import abruzzi.cli.plan.ProfileOption;
import abruzzi.profiles.HardwareProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for types that are chosen for a size. */
final class BudgetOptions {
  private static final int DEFAULT_MACHINE_CONTEXT = 32_768;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--budget",
      paramLabel = "SIZE|PROFILE",
      description =
          "Largest size of the file, as in 240GiB: each group of tensors gets the type with which"
              + " the predictions of all change least. Or a hardware profile, by its name or as a"
              + " file that ends in .json: the largest size that needs nothing from disk there.")
  private String budget;

  @Option(
      names = "--budget-context",
      paramLabel = "N",
      description =
          "Tokens that the machine of --budget needs room for, at most what the model allows;"
              + " ${DEFAULT-VALUE} without this option.")
  private int machineContext = DEFAULT_MACHINE_CONTEXT;

  @Option(
      names = "--sensitivity",
      paramLabel = "FILE",
      description =
          "Where measurements for --budget are kept; those that it has are not made again.")
  private Path table;

  boolean requested() {
    return budget != null;
  }

  /**
   * Fails if the options do not go together.
   *
   * @param reference whether tensors are rounded by fixed rules
   */
  void check(boolean reference) {
    if (!requested() && table != null) {
      throw wrong("--sensitivity belongs to --budget");
    }
    if (requested() && table == null) {
      throw wrong("--budget needs --sensitivity FILE, the file that keeps what is measured");
    }
    if (requested() && reference) {
      throw wrong("--budget and --reference exclude each other");
    }
    if (machineContext < 1) {
      throw wrong("--budget-context=" + machineContext + ", expected at least 1");
    }
  }

  /** The machine that the file is for, if that is what was given. */
  Optional<HardwareProfile> machine(Installation installation) throws IOException {
    if (ByteSizeConverter.isSize(budget)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ProfileOption.named(budget, installation));
    } catch (IllegalArgumentException e) {
      throw wrong("--budget=" + budget + ", expected a size as in 240GiB or a " + e.getMessage());
    }
  }

  /** The size, if no machine is given. */
  long bytes() {
    return new ByteSizeConverter().convert(budget);
  }

  int machineContext() {
    return machineContext;
  }

  Path table() {
    return table;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
