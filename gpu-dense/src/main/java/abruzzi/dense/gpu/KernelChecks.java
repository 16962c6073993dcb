package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.quant.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every kernel on random data against the host. The tests of the kernels are these checks, and
 * whoever has a card can run them there.
 *
 * <p>Threading: one thread at a time.
 */
public final class KernelChecks {
  private final GpuKernels exact;
  private final GpuKernels rounded;

  /**
   * @param device stays open longer
   */
  public KernelChecks(ComputeDevice device) {
    exact = new GpuKernels(device, ActivationForm.EXACT);
    rounded = new GpuKernels(device, ActivationForm.ROUNDED);
  }

  /** Storage types that there are kernels for. */
  public static List<GgmlType> types() {
    return Arrays.stream(GgmlType.values()).filter(KernelPrograms::supports).toList();
  }

  /** Checks of kernels that do not depend on a storage type. */
  public static List<KernelCheck> common(long seed) {
    List<KernelCheck> checks = new ArrayList<>(new RowChecks(seed).all());
    checks.addAll(new AttentionChecks(seed).all());
    checks.add(ExpertChecks.sums(seed));
    return checks;
  }

  /** Checks of rows and of products with one token. */
  public static List<KernelCheck> basic(GgmlType type, long seed) {
    return new ProductChecks(type, seed).basic();
  }

  /** Checks of products with more tokens, of heads, and of experts. */
  public static List<KernelCheck> more(GgmlType type, long seed) {
    List<KernelCheck> checks = new ArrayList<>(new ProductChecks(type, seed).more());
    checks.add(new ExpertChecks(type, seed).exact());
    return checks;
  }

  /** Checks of products with rounded activations; none for types that do not round. */
  public static List<KernelCheck> rounded(GgmlType type, long seed) {
    List<KernelCheck> checks = new ArrayList<>(new ProductChecks(type, seed).rounded());
    if (KernelPrograms.inGroups(type)) {
      checks.add(new ExpertChecks(type, seed).rounded());
    }
    return checks;
  }

  /** Runs a check. */
  public KernelCheck.Result run(KernelCheck check) {
    try (CheckBench bench = new CheckBench(exact, rounded)) {
      return check.run(bench);
    }
  }
}
