package abruzzi.dense.gpu;

import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.device.ComputeDevice;

/**
 * The device that the tests run on: the first one of OpenCL, or what {@code
 * -Dabruzzi.test.device=cuda} names. Without one they fail, they are not skipped.
 */
public final class TestDevice {
  private TestDevice() {}

  /** Opens the device. */
  public static ComputeDevice open() {
    DeviceChoice choice = DeviceChoice.parse(System.getProperty("abruzzi.test.device", "opencl"));
    return choice.find().device().orElseThrow();
  }
}
