package abruzzi.dense.gpu;

import abruzzi.dense.DenseBackend;
import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseStepContract;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.quant.kernel.Workers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class OpenClDenseStepTest extends DenseStepContract {
  private static ComputeDevice device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {

    device.close();
  }

  @Override
  protected DenseBackend backend(DenseModel model, Workers workers) {
    return new GpuDenseBackend(new SharedDevice(device), model, List.of(), ActivationForm.EXACT);
  }
}
