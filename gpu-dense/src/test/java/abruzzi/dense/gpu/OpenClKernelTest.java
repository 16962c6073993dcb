package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.quant.gguf.GgmlType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels on OpenCL. Kernels for several tokens differ between types in nothing that those for
 * one token do not have, so a few types have to do: building programs takes the time here.
 */
class OpenClKernelTest {
  private static final long SEED = 4_0101;
  private static final List<GgmlType> ALL_KERNELS =
      List.of(GgmlType.F32, GgmlType.F16, GgmlType.Q8_0, GgmlType.Q4_K, GgmlType.IQ2_XS);
  private static final List<GgmlType> ROUNDED = List.of(GgmlType.Q4_K, GgmlType.Q6_K);

  private static ComputeDevice device;
  private static KernelChecks checks;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
    checks = new KernelChecks(device);
  }

  @AfterAll
  static void close() {
    assertEquals(0, device.allocatedBytes());
    device.close();
  }

  static Stream<KernelCheck> common() {
    return KernelChecks.common(SEED).stream();
  }

  static Stream<KernelCheck> products() {
    Stream<KernelCheck> basic =
        KernelChecks.types().stream().flatMap(type -> KernelChecks.basic(type, SEED).stream());
    Stream<KernelCheck> more =
        ALL_KERNELS.stream().flatMap(type -> KernelChecks.more(type, SEED).stream());
    return Stream.concat(basic, more);
  }

  static Stream<KernelCheck> roundedProducts() {
    return KernelChecks.types().stream()
        .flatMap(
            type -> {
              List<KernelCheck> all = KernelChecks.rounded(type, SEED);
              return all.stream().limit(ROUNDED.contains(type) ? all.size() : 1);
            });
  }

  @ParameterizedTest
  @MethodSource({"common", "products", "roundedProducts"})
  void agreesWithTheHost(KernelCheck check) {
    KernelCheck.Result result = checks.run(check);
    assertTrue(result.passed(), result + ", seed " + SEED);
  }
}
