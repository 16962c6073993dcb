package abruzzi.cli.doctor;

import abruzzi.cli.bench.StorageTypeConverter;
import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.GpuChoice;
import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.choice.DeviceInventory;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.gpu.KernelChecks;
import abruzzi.quant.gguf.GgmlType;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi doctor}: finds graphics processors and tries them out. */
@Command(
    name = "doctor",
    abbreviateSynopsis = true,
    description = {
      "Find graphics processors, check every kernel against the processors' own computations,",
      "and measure how fast they are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi doctor",
      "  abruzzi doctor --gpu cuda",
      "  abruzzi doctor --checks-only --types Q4_K,Q8_0",
      "  abruzzi doctor --json"
    })
public final class DoctorCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--gpu",
      paramLabel = "WHERE",
      defaultValue = "auto",
      converter = GpuChoice.class,
      description = "cuda[:N] or opencl[:N]; all devices without this option.")
  private DeviceChoice choice;

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "TYPE",
      converter = StorageTypeConverter.class,
      description = "Storage types of weights; all that there are kernels for, without this.")
  private List<GgmlType> types;

  @Option(names = "--checks-only", description = "Measure nothing.")
  private boolean checksOnly;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the random data; ${DEFAULT-VALUE} without this option.")
  private long seed;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    if (choice.kind() == DeviceChoice.Kind.OFF) {
      throw new ParameterException(
          spec.commandLine(),
          "--gpu=off leaves nothing to examine, expected auto, cuda[:N] or opencl[:N]");
    }
    List<GgmlType> wanted = types == null ? KernelChecks.types() : types;
    Examination examination = new Examination(console, wanted, seed, !checksOnly);
    DeviceInventory inventory = DeviceInventory.take(choice);
    List<DeviceReport> reports = new ArrayList<>();
    for (DeviceInfo device : inventory.devices()) {
      reports.add(examine(examination, device));
    }
    DoctorReport report = new DoctorReport(inventory.remarks(), reports);
    if (json.requested()) {
      new JsonOutput(console).write(report);
    } else {
      new DoctorText(console.out()).print(report);
    }
    if (choice.kind() != DeviceChoice.Kind.AUTO && reports.isEmpty()) {
      throw new CommandFailedException(
          "nothing to examine: " + String.join("; ", report.remarks()));
    }
    if (!report.passed()) {
      throw new CommandFailedException("a device computes wrong results or failed; see above");
    }
  }

  /** A device that fails does not keep others from being examined. */
  private static DeviceReport examine(Examination examination, DeviceInfo device) {
    try {
      return examination.of(device);
    } catch (DeviceException e) {
      return DeviceReport.failed(device, e.getMessage());
    }
  }
}
