package abruzzi.dense.opencl;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;

/** The OpenCL devices of this machine. */
public final class OpenClDevices {
  private static final String LIBRARY = "libOpenCL.so.1";
  private static final Path DRIVERS = Path.of("/etc/OpenCL/vendors");
  private static final int NO_PLATFORM = -1001;
  private static final int BITS_PER_BYTE = 8;
  private static final int LEAST_ALIGNMENT = 256;

  private OpenClDevices() {}

  /** A device that was found and can be opened. */
  record Found(long platform, long device, DeviceInfo info) {}

  /** Whether there is an OpenCL library; asking does not start it. */
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
   * Whether a driver for graphics cards is installed: one of those listed for the library, other
   * than those that compute on the processors. Asking starts none.
   */
  public static boolean driversForCards() {
    try (Stream<Path> drivers = Files.list(DRIVERS)) {
      return libraryPresent()
          && drivers.anyMatch(
              file -> file.toString().endsWith(".icd") && !file.toString().contains("pocl"));
    } catch (IOException e) {
      return false;
    }
  }

  /** All devices, graphics processors before others; none without a driver. */
  public static List<DeviceInfo> list() {
    return find().stream().map(Found::info).toList();
  }

  /** Why {@link #list()} is empty, for people. */
  public static String whyNone() {
    return libraryPresent()
        ? "no OpenCL device: no graphics card's OpenCL driver is installed"
        : "no OpenCL device: the library " + LIBRARY + " is missing";
  }

  /**
   * Opens a device.
   *
   * @param number place in {@link #list()}, the first when absent
   * @throws DeviceException if there is no such device, or it does not open
   */
  public static ComputeDevice open(OptionalInt number) {
    List<Found> found = find();
    if (found.isEmpty()) {
      throw new DeviceException(whyNone());
    }
    int index = number.orElse(0);
    if (index >= found.size()) {
      throw new DeviceException(
          "no OpenCL device " + index + "; there are " + found.size() + ", counted from 0");
    }
    return new OpenClDevice(found.get(index));
  }

  private static List<Found> find() {
    if (!libraryPresent()) {
      return List.of();
    }
    // the name without a version is there only where programs are developed
    Configuration.OPENCL_LIBRARY_NAME.set(LIBRARY);
    return FaultHandlers.keep(OpenClDevices::findAll);
  }

  private static List<Found> findAll() {
    List<Found> found = new ArrayList<>();
    for (boolean processors : new boolean[] {false, true}) {
      for (long platform : platforms()) {
        for (long device : devices(platform)) {
          if (isProcessor(device) == processors) {
            found.add(new Found(platform, device, info(device, found.size())));
          }
        }
      }
    }
    return found;
  }

  private static boolean isProcessor(long device) {
    return (number(device, CL10.CL_DEVICE_TYPE) & CL10.CL_DEVICE_TYPE_CPU) != 0;
  }

  private static long[] platforms() {
    try (MemoryStack stack = stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int code = CL10.clGetPlatformIDs(null, count);
      if (code == NO_PLATFORM || (code == CL10.CL_SUCCESS && count.get(0) == 0)) {
        return new long[0];
      }
      OpenClCheck.check("OpenCL", "clGetPlatformIDs", code);
      PointerBuffer ids = stack.mallocPointer(count.get(0));
      OpenClCheck.check("OpenCL", "clGetPlatformIDs", CL10.clGetPlatformIDs(ids, (IntBuffer) null));
      return array(ids);
    }
  }

  private static long[] devices(long platform) {
    try (MemoryStack stack = stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, null, count);
      if (code == CL10.CL_DEVICE_NOT_FOUND || (code == CL10.CL_SUCCESS && count.get(0) == 0)) {
        return new long[0];
      }
      OpenClCheck.check("OpenCL", "clGetDeviceIDs", code);
      PointerBuffer ids = stack.mallocPointer(count.get(0));
      code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, ids, (IntBuffer) null);
      OpenClCheck.check("OpenCL", "clGetDeviceIDs", code);
      return array(ids);
    }
  }

  private static long[] array(PointerBuffer pointers) {
    long[] values = new long[pointers.remaining()];
    pointers.get(values);
    return values;
  }

  private static DeviceInfo info(long device, int number) {
    int alignment = (int) number(device, CL10.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / BITS_PER_BYTE;
    return new DeviceInfo(
        DeviceInfo.Api.OPENCL,
        number,
        text(device, CL10.CL_DEVICE_NAME),
        text(device, CL10.CL_DEVICE_VERSION) + ", " + text(device, CL10.CL_DRIVER_VERSION),
        isProcessor(device),
        number(device, CL10.CL_DEVICE_GLOBAL_MEM_SIZE),
        number(device, CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        Math.max(alignment, LEAST_ALIGNMENT),
        number(device, CL10.CL_DEVICE_LOCAL_MEM_SIZE),
        (int) number(device, CL10.CL_DEVICE_MAX_COMPUTE_UNITS));
  }

  private static long number(long device, int what) {
    try (MemoryStack stack = stackPush()) {
      ByteBuffer value = stack.calloc(Long.BYTES);
      int code = CL10.clGetDeviceInfo(device, what, value, null);
      OpenClCheck.check("OpenCL", "clGetDeviceInfo", code);
      return value.getLong(0);
    }
  }

  private static String text(long device, int what) {
    try (MemoryStack stack = stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      int code = CL10.clGetDeviceInfo(device, what, (ByteBuffer) null, size);
      OpenClCheck.check("OpenCL", "clGetDeviceInfo", code);
      ByteBuffer value = stack.malloc((int) size.get(0));
      OpenClCheck.check(
          "OpenCL", "clGetDeviceInfo", CL10.clGetDeviceInfo(device, what, value, null));
      byte[] bytes = new byte[Math.max(0, value.remaining() - 1)];
      value.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    }
  }
}
