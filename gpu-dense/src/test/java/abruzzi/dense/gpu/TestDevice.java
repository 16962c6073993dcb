package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.opencl.OpenClDevices;
import java.util.OptionalInt;

/** The OpenCL device that the tests run on; without one they fail, they are not skipped. */
public final class TestDevice {
  private TestDevice() {}

  /** Opens the first OpenCL device. */
  public static ComputeDevice open() {
    return OpenClDevices.open(OptionalInt.empty());
  }
}
