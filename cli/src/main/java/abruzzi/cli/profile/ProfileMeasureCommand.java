package abruzzi.cli.profile;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.Progress;
import abruzzi.cli.model.GpuChoice;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.RunLog;
import abruzzi.dense.choice.DeviceChoice;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.ProfileStore;
import abruzzi.runtime.benchmark.CardBenchmark;
import abruzzi.runtime.benchmark.MachineBenchmark;
import abruzzi.runtime.benchmark.MachineBenchmark.Effort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abruzzi profile measure}. */
@Command(
    name = "measure",
    abbreviateSynopsis = true,
    description = {
      "Measure this machine and keep the result: memory, disk, the speed of the processors and",
      "the graphics card.",
      "Takes under two minutes; close other programs first."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi profile measure",
      "  abruzzi profile measure --quick",
      "  abruzzi profile measure --folder /models --name office --json"
    })
public final class ProfileMeasureCommand implements Callable<Integer> {
  private final Console console;
  private final Installation installation;

  @Option(names = "--quick", description = "Ten seconds: fewer storage types, shorter samples.")
  private boolean quick;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "",
      description = {
        "A folder on the disk that models are read from; without this, the current one.",
        "A file of up to 1 GiB is written there meanwhile."
      })
  private Path folder;

  @Option(
      names = "--gpu",
      paramLabel = "WHERE",
      defaultValue = "auto",
      converter = GpuChoice.class,
      description = {
        "auto, off, cuda[:N] or opencl[:N]: the graphics card to measure.",
        "auto, the default, takes no OpenCL device that is the processors."
      })
  private DeviceChoice gpu;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = ProfileStore.THIS_MACHINE,
      description = "What to keep it as; ${DEFAULT-VALUE} without this option.")
  private String name;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public ProfileMeasureCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    HardwareProfile profile = measure();
    Path file = installation.profiles().save(profile);
    RunLog.of(installation.profiles(), profile.name()).clear();
    if (json.requested()) {
      new JsonOutput(console).write(profile);
    } else {
      new ProfileText(console.out()).print(profile);
      console.err().println("Kept in " + file);
    }
    return 0;
  }

  private HardwareProfile measure() throws IOException {
    String source = "abruzzi profile measure" + (quick ? " --quick" : "");
    Origin origin = Origin.measured(source, LocalDate.now(ZoneId.systemDefault()));
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    MachineBenchmark benchmark = new MachineBenchmark(effort, folder.toAbsolutePath(), origin);
    List<GpuProfile> cards = CardBenchmark.measure(gpu, effort, origin);
    try (Bar bar = new Bar(console)) {
      return benchmark.run(name, cards, bar);
    }
  }

  /** The bar, which begins when the number of steps is known. */
  private static final class Bar implements MachineBenchmark.Follower, AutoCloseable {
    private final Console console;
    private Progress progress;

    Bar(Console console) {
      this.console = console;
    }

    @Override
    public void step(int done, int total, String what) {
      if (progress == null) {
        progress = Progress.start(console, "Measuring", Progress.Unit.STEPS, total);
      }
      progress.to(done);
      progress.remark(what);
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
      }
    }
  }
}
