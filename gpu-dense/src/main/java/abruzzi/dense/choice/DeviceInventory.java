package abruzzi.dense.choice;

import abruzzi.dense.cuda.CudaDevices;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.opencl.OpenClDevices;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * All devices of this machine.
 *
 * @param devices CUDA before OpenCL
 * @param remarks what there is not, one line each
 */
public record DeviceInventory(List<DeviceInfo> devices, List<String> remarks) {
  /** Looks for all devices. A driver that does not start is a remark. */
  public static DeviceInventory take() {
    return take(DeviceChoice.AUTO);
  }

  /**
   * Looks for devices of a kind, without a look at drivers of other kinds.
   *
   * @param choice AUTO takes all; with a number, only that device
   */
  public static DeviceInventory take(DeviceChoice choice) {
    List<DeviceInfo> devices = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    boolean all = choice.kind() == DeviceChoice.Kind.AUTO;
    if (all || choice.kind() == DeviceChoice.Kind.CUDA) {
      add(devices, remarks, CudaDevices::list, CudaDevices.whyNone());
    }
    if (all || choice.kind() == DeviceChoice.Kind.OPENCL) {
      add(devices, remarks, OpenClDevices::list, OpenClDevices.whyNone());
    }
    if (choice.number().isPresent() && !devices.isEmpty()) {
      devices.removeIf(device -> device.number() != choice.number().getAsInt());
      if (devices.isEmpty()) {
        remarks.add("no device " + choice);
      }
    }
    return new DeviceInventory(devices, remarks);
  }

  private static void add(
      List<DeviceInfo> devices,
      List<String> remarks,
      Supplier<List<DeviceInfo>> list,
      String whyNone) {
    try {
      List<DeviceInfo> found = list.get();
      devices.addAll(found);
      if (found.isEmpty()) {
        remarks.add(whyNone);
      }
    } catch (DeviceException e) {
      remarks.add(e.getMessage());
    }
  }

  /** Opens one of the devices. */
  public static ComputeDevice open(DeviceInfo info) {
    OptionalInt number = OptionalInt.of(info.number());
    return info.api() == DeviceInfo.Api.CUDA
        ? CudaDevices.open(number)
        : OpenClDevices.open(number);
  }
}
