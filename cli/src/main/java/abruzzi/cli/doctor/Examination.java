package abruzzi.cli.doctor;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.dense.choice.DeviceInventory;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.dense.gpu.DeviceRates;
import abruzzi.dense.gpu.KernelCheck;
import abruzzi.dense.gpu.KernelChecks;
import abruzzi.dense.gpu.KimiSlice;
import abruzzi.quant.gguf.GgmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks and measures devices. */
final class Examination {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int[] CARD_CONTEXTS = {1, 8192, 32_768, 131_072};
  private static final int[] PROCESSOR_CONTEXTS = {1};

  private final Console console;
  private final List<GgmlType> types;
  private final long seed;
  private final boolean measures;

  Examination(Console console, List<GgmlType> types, long seed, boolean measures) {
    this.console = console;
    this.types = types;
    this.seed = seed;
    this.measures = measures;
  }

  /**
   * Examines a device.
   *
   * @throws abruzzi.dense.device.DeviceException if it fails
   */
  DeviceReport of(DeviceInfo info) {
    List<DeviceReport.Check> checks;
    DeviceReport.Speed speed = null;
    try (ComputeDevice device = DeviceInventory.open(info)) {
      checks = checks(device);
      if (measures) {
        speed = speed(device);
      }
    }
    return new DeviceReport(info.label(), info.driver(), info.memoryBytes(), null, checks, speed);
  }

  private List<DeviceReport.Check> checks(ComputeDevice device) {
    List<KernelCheck> checks = new ArrayList<>(KernelChecks.common(seed));
    for (GgmlType type : types) {
      checks.addAll(KernelChecks.basic(type, seed));
      checks.addAll(KernelChecks.more(type, seed));
      checks.addAll(KernelChecks.rounded(type, seed));
    }
    KernelChecks runner = new KernelChecks(device);
    List<DeviceReport.Check> results = new ArrayList<>();
    try (Progress progress = progress("Checking", checks.size())) {
      for (KernelCheck check : checks) {
        results.add(DeviceReport.Check.of(runner.run(check)));
        progress.add(1);
      }
    }
    return results;
  }

  private DeviceReport.Speed speed(ComputeDevice device) {
    DeviceRates rates = new DeviceRates(device);
    DeviceRates.Basics basics = rates.basics();
    List<DeviceReport.Product> products = new ArrayList<>();
    try (Progress progress = progress("Measuring", 2L * types.size())) {
      for (GgmlType type : types) {
        products.add(product(rates, basics, type, ActivationForm.EXACT));
        progress.add(1);
        if (rates.rounds(type)) {
          products.add(product(rates, basics, type, ActivationForm.ROUNDED));
        }
        progress.add(1);
      }
    }
    return new DeviceReport.Speed(
        basics.copyBytesPerSecond(),
        basics.uploadBytesPerSecond(),
        basics.downloadBytesPerSecond(),
        basics.launchNanos() / NANOS_PER_MILLI,
        basics.exchangeNanos() / NANOS_PER_MILLI,
        products,
        tokens(device));
  }

  private static DeviceReport.Product product(
      DeviceRates rates, DeviceRates.Basics basics, GgmlType type, ActivationForm form) {
    double rate = rates.productBytesPerSecond(type, form);
    return new DeviceReport.Product(
        type.toString(),
        form.name().toLowerCase(Locale.ROOT),
        rate,
        rate / basics.copyBytesPerSecond());
  }

  /** Of Q4_K, or of the first type that was asked for and has whole blocks in all rows. */
  private List<DeviceReport.Token> tokens(ComputeDevice device) {
    GgmlType type = types.contains(GgmlType.Q4_K) ? GgmlType.Q4_K : types.get(0);
    List<DeviceReport.Token> tokens = new ArrayList<>();
    int[] contexts = device.info().processor() ? PROCESSOR_CONTEXTS : CARD_CONTEXTS;
    try (Progress progress = progress("Kimi K2", contexts.length);
        KimiSlice slice = new KimiSlice(device, type, ActivationForm.EXACT)) {
      for (int context : contexts) {
        KimiSlice.Times times = slice.time(context);
        tokens.add(
            new DeviceReport.Token(
                type.toString(),
                times.contextTokens(),
                times.denseLayerMillis(),
                times.expertLayerMillis(),
                times.headMillis(),
                times.tokenMillis()));
        progress.add(1);
      }
    }
    return tokens;
  }

  private Progress progress(String task, long total) {
    return Progress.start(console, task, Progress.Unit.STEPS, total);
  }
}
