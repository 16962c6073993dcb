package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** The CUDA devices of this machine. */
public final class CudaDevices {
  private static final String LIBRARY = "libcuda.so.1";
  private static final int NAME_BYTES = 256;
  private static final int ALIGNMENT = 256;

  private CudaDevices() {}

  /** Whether there is a CUDA driver; asking does not start it. */
  @SuppressWarnings("restricted") // a look whether the library can be loaded
  public static boolean libraryPresent() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(LIBRARY, arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * All devices, in the driver's order; none without a driver.
   *
   * @throws DeviceException if the driver does not start
   */
  public static List<DeviceInfo> list() {
    if (!libraryPresent()) {
      return List.of();
    }
    // the name without a version is there only where programs are developed
    Configuration.CUDA_LIBRARY_NAME.set(LIBRARY);
    int started = CU.cuInit(0);
    if (started == CU.CUDA_ERROR_NO_DEVICE) {
      return List.of();
    }
    CudaCheck.check("CUDA", "cuInit", started);
    try (MemoryStack stack = stackPush()) {
      IntBuffer number = stack.mallocInt(1);
      CudaCheck.check("CUDA", "cuDeviceGetCount", CU.cuDeviceGetCount(number));
      int count = number.get(0);
      CudaCheck.check("CUDA", "cuDriverGetVersion", CU.cuDriverGetVersion(number));
      String driver = "driver for CUDA " + number.get(0) / 1000 + "." + number.get(0) % 1000 / 10;
      List<DeviceInfo> devices = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        devices.add(info(i, driver));
      }
      return devices;
    }
  }

  private static DeviceInfo info(int device, String driver) {
    try (MemoryStack stack = stackPush()) {
      ByteBuffer name = stack.malloc(NAME_BYTES);
      CudaCheck.check("CUDA", "cuDeviceGetName", CU.cuDeviceGetName(name, device));
      PointerBuffer bytes = stack.mallocPointer(1);
      CudaCheck.check("CUDA", "cuDeviceTotalMem", CU.cuDeviceTotalMem(bytes, device));
      int major = attribute(device, CU.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
      int minor = attribute(device, CU.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
      return new DeviceInfo(
          DeviceInfo.Api.CUDA,
          device,
          MemoryUtil.memUTF8(MemoryUtil.memAddress(name)),
          driver + ", compute capability " + major + "." + minor,
          false,
          bytes.get(0),
          bytes.get(0),
          ALIGNMENT,
          attribute(device, CU.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK),
          attribute(device, CU.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT));
    }
  }

  private static int attribute(int device, int attribute) {
    try (MemoryStack stack = stackPush()) {
      IntBuffer value = stack.mallocInt(1);
      int code = CU.cuDeviceGetAttribute(value, attribute, device);
      CudaCheck.check("CUDA", "cuDeviceGetAttribute", code);
      return value.get(0);
    }
  }

  /** Why {@link #list()} is empty, for people. */
  public static String whyNone() {
    return libraryPresent()
        ? "no CUDA device: the driver is there but finds no card"
        : "no CUDA device: the NVIDIA driver's library " + LIBRARY + " is missing";
  }

  /**
   * Opens a device.
   *
   * @param number place in {@link #list()}, the first when absent
   * @throws DeviceException if there is no such device, or it does not open
   */
  public static ComputeDevice open(OptionalInt number) {
    List<DeviceInfo> devices = list();
    if (devices.isEmpty()) {
      throw new DeviceException(whyNone());
    }
    int index = number.orElse(0);
    if (index >= devices.size()) {
      throw new DeviceException(
          "no CUDA device " + index + "; there are " + devices.size() + ", counted from 0");
    }
    return new CudaDevice(devices.get(index));
  }
}
