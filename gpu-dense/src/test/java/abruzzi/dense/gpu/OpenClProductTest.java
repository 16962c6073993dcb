package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class OpenClProductTest extends ProductContract {
  private static ComputeDevice device;
  private static GpuKernels exact;
  private static GpuKernels rounded;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
    exact = new GpuKernels(device, ActivationForm.EXACT);
    rounded = new GpuKernels(device, ActivationForm.ROUNDED);
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
  protected GpuKernels kernels(ActivationForm form) {
    return form == ActivationForm.EXACT ? exact : rounded;
  }
}
