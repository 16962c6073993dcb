package abruzzi.cli.doctor;

import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.gpu.KernelCheck;
import java.util.List;

/**
 * What was found out about one device.
 *
 * @param failure why it could not be examined to the end, null if it could
 * @param speed null when nothing was measured
 */
record DeviceReport(
    String device,
    String driver,
    long memoryBytes,
    String failure,
    List<Check> checks,
    Speed speed) {

  /** One check; an error that is no number is missing. */
  record Check(String kernel, String data, boolean passed, Double error, double bound) {
    static Check of(KernelCheck.Result result) {
      Double error = Double.isFinite(result.error()) ? result.error() : null;
      return new Check(result.kernel(), result.data(), result.passed(), error, result.bound());
    }
  }

  /**
   * How fast it is.
   *
   * @param products how fast weights are read
   * @param kimiK2 what a token of Kimi K2 would take, its routed experts left out
   */
  record Speed(
      double copyBytesPerSecond,
      double uploadBytesPerSecond,
      double downloadBytesPerSecond,
      double launchMs,
      double exchangeMs,
      List<Product> products,
      List<Token> kimiK2) {}

  /** Products with one token: bytes of weights read, and their share of the copying speed. */
  record Product(String type, String activations, double bytesPerSecond, double copyFraction) {}

  /** The dense part of a token behind a context. */
  record Token(
      String type,
      int contextTokens,
      double denseLayerMs,
      double expertLayerMs,
      double headMs,
      double tokenMs) {}

  static DeviceReport failed(DeviceInfo info, String failure) {
    return new DeviceReport(
        info.label(), info.driver(), info.memoryBytes(), failure, List.of(), null);
  }

  boolean passed() {
    return failure == null && checks.stream().allMatch(Check::passed);
  }
}
