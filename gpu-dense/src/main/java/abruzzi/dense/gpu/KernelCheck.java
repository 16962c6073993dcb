package abruzzi.dense.gpu;

/** One kernel on random data against the host. */
public final class KernelCheck {
  private final String kernel;
  private final String data;
  private final double bound;
  private final Body body;

  /**
   * @param kernel its name
   * @param data what it computes with, for people
   * @param bound largest error that is accepted; what errors are relative to is the check's choice
   * @param body computes the error
   */
  KernelCheck(String kernel, String data, double bound, Body body) {
    this.kernel = kernel;
    this.data = data;
    this.bound = bound;
    this.body = body;
  }

  /** Runs a kernel and compares. */
  interface Body {
    double error(CheckBench bench);
  }

  /** What came out. */
  public record Result(String kernel, String data, double error, double bound) {
    /** Whether the error is within the bound; it is not when it is no number. */
    public boolean passed() {
      return error <= bound;
    }
  }

  Result run(CheckBench bench) {
    return new Result(kernel, data, body.error(bench), bound);
  }

  @Override
  public String toString() {
    return kernel + " " + data;
  }
}
