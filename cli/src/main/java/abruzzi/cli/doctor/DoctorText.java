package abruzzi.cli.doctor;

import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people. */
final class DoctorText {
  private final PrintStream out;

  DoctorText(PrintStream out) {
    this.out = out;
  }

  void print(DoctorReport report) {
    report.remarks().forEach(out::println);
    for (DeviceReport device : report.devices()) {
      out.println();
      print(device);
    }
  }

  private void print(DeviceReport device) {
    out.println(
        device.device() + ", " + device.driver() + ", " + Units.bytes(device.memoryBytes()));
    if (device.failure() != null) {
      out.println("FAIL " + device.failure());
      return;
    }
    printChecks(device.checks());
    if (device.speed() != null) {
      printSpeed(device.speed());
    }
  }

  /** A line for each kernel, and one for each check that failed. */
  private void printChecks(List<DeviceReport.Check> checks) {
    Map<String, KernelLine> kernels = new LinkedHashMap<>();
    for (DeviceReport.Check check : checks) {
      kernels.computeIfAbsent(check.kernel(), name -> new KernelLine()).add(check);
    }
    TextTable table = new TextTable(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT);
    kernels.forEach(
        (name, line) ->
            table.row(
                line.failed == 0 ? "PASS" : "FAIL",
                name,
                line.count + " checks",
                String.format(Locale.ROOT, "largest error %.2g of the bound", line.largest)));
    table.print(out);
    for (DeviceReport.Check check : checks) {
      if (!check.passed()) {
        String error =
            check.error() == null ? "no number" : String.format(Locale.ROOT, "%.3g", check.error());
        out.println(
            "FAIL "
                + check.kernel()
                + ", "
                + check.data()
                + ": error "
                + error
                + String.format(Locale.ROOT, ", at most %.3g", check.bound()));
      }
    }
  }

  private static final class KernelLine {
    private int count;
    private int failed;
    private double largest;

    void add(DeviceReport.Check check) {
      count++;
      failed += check.passed() ? 0 : 1;
      double error = check.error() == null ? Double.POSITIVE_INFINITY : check.error();
      largest = Math.max(largest, check.bound() == 0 ? error : error / check.bound());
    }
  }

  private void printSpeed(DeviceReport.Speed speed) {
    out.println();
    TextTable basics = new TextTable(Align.LEFT, Align.RIGHT);
    basics.row("memory, by copying", rate(speed.copyBytesPerSecond()));
    basics.row("from the host", rate(speed.uploadBytesPerSecond()));
    basics.row("to the host", rate(speed.downloadBytesPerSecond()));
    basics.row("a launch", String.format(Locale.ROOT, "%.4f ms", speed.launchMs()));
    basics.row(
        "an exchange with the host", String.format(Locale.ROOT, "%.4f ms", speed.exchangeMs()));
    basics.print(out);
    out.println();
    TextTable products = new TextTable(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT);
    for (DeviceReport.Product product : speed.products()) {
      products.row(
          "weights of " + product.type(),
          product.activations() + " activations",
          rate(product.bytesPerSecond()),
          String.format(Locale.ROOT, "%.0f %%", 100 * product.copyFraction()));
    }
    products.print(out);
    out.println();
    for (DeviceReport.Token token : speed.kimiK2()) {
      out.println(
          String.format(
              Locale.ROOT,
              "Kimi K2 with %s weights, context %d: %.2f ms a token without its routed experts"
                  + " (first layer %.3f, others %.3f each, head %.2f)",
              token.type(),
              token.contextTokens(),
              token.tokenMs(),
              token.denseLayerMs(),
              token.expertLayerMs(),
              token.headMs()));
    }
  }

  private static String rate(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.1f GB/s", bytesPerSecond / 1e9);
  }
}
