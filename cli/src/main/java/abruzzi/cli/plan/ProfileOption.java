package abruzzi.cli.plan;

import abruzzi.cli.console.Console;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.ProfileCheck;
import abruzzi.cli.model.RunLog;
import abruzzi.dense.choice.DeviceChoice;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.placement.MachineChange;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.ProfileJson;
import abruzzi.profiles.ProfileStore;
import abruzzi.runtime.benchmark.CardBenchmark;
import abruzzi.runtime.benchmark.MachineBenchmark;
import abruzzi.runtime.benchmark.MachineBenchmark.Effort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --profile}. */
public final class ProfileOption {
  private static final String JSON = ".json";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = {
        "A hardware profile by its name (abruzzi profile list), or a file that ends in .json;",
        "without this option, the profile of this machine."
      })
  private String profile;

  /** Whether the user named one. */
  public boolean given() {
    return profile != null;
  }

  /**
   * The machine. This one is measured for some seconds when it never was, and has the memory that
   * this process may use by now: a container, or other memory, counts as it does when a model is
   * opened. A machine that is named is taken as its profile has it.
   *
   * @throws IllegalArgumentException if there is no profile of that name
   */
  public HardwareProfile machine(Console console, Installation installation) {
    ProfileStore store = installation.profiles();
    try {
      if (profile == null) {
        Optional<HardwareProfile> stored = store.find(ProfileStore.THIS_MACHINE);
        return stored.isPresent() ? asItIsNow(stored.get(), console) : measured(console, store);
      }
      return named(profile, installation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The machine of a profile's name, or of a file that ends in .json.
   *
   * @throws IllegalArgumentException if there is no profile of that name
   */
  public static HardwareProfile named(String profile, Installation installation)
      throws IOException {
    return profile.endsWith(JSON)
        ? read(installation.userPath(profile))
        : installation.profiles().get(profile);
  }

  /**
   * What runs on that machine taught, which is nothing unless it is this one.
   *
   * @param threads threads that will compute, one for each core when absent
   */
  RunCorrection correction(
      HardwareProfile machine, PlannedModel model, Integer threads, Installation installation) {
    int computing = threads == null ? machine.computeThreads() : threads;
    try {
      return RunLog.of(installation.profiles(), machine.name())
          .correction(RunLog.Subject.of(model, computing, !model.tiled()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HardwareProfile asItIsNow(HardwareProfile stored, Console console) {
    ProfileCheck.reason(stored).ifPresent(text -> console.err().println(ProfileCheck.line(text)));
    return MachineChange.ramBytes(HardwareProbe.memory().totalBytes()).apply(stored);
  }

  private static HardwareProfile read(Path file) throws IOException {
    try (InputStream json = Files.newInputStream(file)) {
      return new ProfileJson().read(file.toString(), json);
    }
  }

  private static HardwareProfile measured(Console console, ProfileStore store) throws IOException {
    console
        .err()
        .println(
            "This machine was not measured yet: measuring for ten seconds"
                + " (abruzzi profile measure does it better).");
    Origin origin = Origin.measured("abruzzi plan", LocalDate.now(ZoneId.systemDefault()));
    MachineBenchmark benchmark =
        new MachineBenchmark(Effort.QUICK, Path.of("").toAbsolutePath(), origin);
    HardwareProfile machine =
        benchmark.run(
            ProfileStore.THIS_MACHINE,
            CardBenchmark.measure(DeviceChoice.AUTO, Effort.QUICK, origin),
            (done, total, what) -> {});
    store.save(machine);
    RunLog.of(store, machine.name()).clear();
    return machine;
  }
}
