package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class OpenClDenseKernelTest extends DenseKernelContract {
  private static ComputeDevice device;
  private static GpuKernels kernels;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
    kernels = new GpuKernels(device, ActivationForm.EXACT);
  }

  @AfterAll
  static void close() {
    device.close();
  }

  @Override
  protected ComputeDevice device() {
    return device;
  }

  @Override
  protected GpuKernels kernels() {
    return kernels;
  }
}
