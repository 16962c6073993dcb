package abruzzi.dense.opencl;

import abruzzi.dense.device.DeviceException;
import java.nio.IntBuffer;
import org.lwjgl.opencl.CL10;

/** Turns the codes that OpenCL returns into exceptions that say what happened. */
final class OpenClCheck {
  private OpenClCheck() {}

  /** Checks what a call has returned. */
  static void check(String device, String call, int code) {
    if (code != CL10.CL_SUCCESS) {
      throw new DeviceException(device, call, code, name(code));
    }
  }

  /** The same with a size, which only a failure turns into text. */
  static void check(String device, String call, long bytes, int code) {
    if (code != CL10.CL_SUCCESS) {
      throw new DeviceException(device, call + " of " + bytes + " bytes", code, name(code));
    }
  }

  /** What a call has made, once its code is known to be good. */
  static long made(String device, String call, long handle, IntBuffer code) {
    check(device, call, code.get(0));
    return handle;
  }

  /** The name in the standard's header. */
  static String name(int code) {
    return switch (code) {
      case -1 -> "CL_DEVICE_NOT_FOUND";
      case -2 -> "CL_DEVICE_NOT_AVAILABLE";
      case -3 -> "CL_COMPILER_NOT_AVAILABLE";
      case -4 -> "CL_MEM_OBJECT_ALLOCATION_FAILURE";
      case -5 -> "CL_OUT_OF_RESOURCES";
      case -6 -> "CL_OUT_OF_HOST_MEMORY";
      case -9 -> "CL_IMAGE_FORMAT_MISMATCH";
      case -11 -> "CL_BUILD_PROGRAM_FAILURE";
      case -12 -> "CL_MAP_FAILURE";
      case -13 -> "CL_MISALIGNED_SUB_BUFFER_OFFSET";
      case -14 -> "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST";
      case -30 -> "CL_INVALID_VALUE";
      case -33 -> "CL_INVALID_DEVICE";
      case -34 -> "CL_INVALID_CONTEXT";
      case -36 -> "CL_INVALID_COMMAND_QUEUE";
      case -38 -> "CL_INVALID_MEM_OBJECT";
      case -46 -> "CL_INVALID_KERNEL_NAME";
      case -48 -> "CL_INVALID_KERNEL";
      case -49 -> "CL_INVALID_ARG_INDEX";
      case -51 -> "CL_INVALID_ARG_SIZE";
      case -52 -> "CL_INVALID_KERNEL_ARGS";
      case -54 -> "CL_INVALID_WORK_GROUP_SIZE";
      case -55 -> "CL_INVALID_WORK_ITEM_SIZE";
      case -58 -> "CL_INVALID_EVENT";
      case -61 -> "CL_INVALID_BUFFER_SIZE";
      case -1001 -> "CL_PLATFORM_NOT_FOUND_KHR";
      default -> "an OpenCL error";
    };
  }
}
