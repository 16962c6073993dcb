package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.dense.AttentionContract;
import abruzzi.dense.DenseBackend;
import abruzzi.dense.DenseModel;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.quant.kernel.Workers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class OpenClAttentionTest extends AttentionContract {
  private static ComputeDevice device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    assertEquals(0, device.allocatedBytes());
    device.close();
  }

  /** Cached halves of sums in another order may round to neighbours. */
  @Override
  protected float batchBound() {
    return 0x1p-11f;
  }

  @Override
  protected DenseBackend backend(DenseModel model, Workers workers) {
    return new GpuDenseBackend(new SharedDevice(device), model, List.of(), ActivationForm.EXACT);
  }
}
