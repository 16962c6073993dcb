package abruzzi.dense.choice;

import abruzzi.dense.cuda.CudaDevices;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.opencl.OpenClDevices;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the device that the user wants.
 *
 * <p>Without a driver nothing is started that would need one: a look whether its library is there
 * takes no time.
 *
 * @param device what was found, to be closed by whoever has it
 * @param reason why there is none, for people
 */
public record DeviceSearch(Optional<ComputeDevice> device, String reason) {
  /**
   * Looks for a device.
   *
   * @throws DeviceException if a device was asked for and is not there
   */
  static DeviceSearch run(DeviceChoice choice) {
    return switch (choice.kind()) {
      case OFF -> none("--gpu off");
      case CUDA -> found(CudaDevices.open(choice.number()));
      case OPENCL -> found(OpenClDevices.open(choice.number()));
      case AUTO -> automatic();
    };
  }

  private static DeviceSearch automatic() {
    try {
      if (CudaDevices.libraryPresent() && !CudaDevices.list().isEmpty()) {
        return found(CudaDevices.open(OptionalInt.empty()));
      }
      return OpenClDevices.driversForCards() ? firstCard() : none("no graphics driver");
    } catch (DeviceException e) {
      return none(e.getMessage());
    }
  }

  /** Only graphics cards: OpenCL on the processors is slower than computing there directly. */
  private static DeviceSearch firstCard() {
    for (DeviceInfo info : OpenClDevices.list()) {
      if (!info.processor()) {
        return found(OpenClDevices.open(OptionalInt.of(info.number())));
      }
    }
    return none("no graphics card");
  }

  private static DeviceSearch found(ComputeDevice device) {
    return new DeviceSearch(Optional.of(device), "");
  }

  private static DeviceSearch none(String reason) {
    return new DeviceSearch(Optional.empty(), reason);
  }
}
