package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.DeviceException;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.MemoryStack;

/** Turns the codes that the CUDA driver returns into exceptions that say what happened. */
final class CudaCheck {
  private CudaCheck() {}

  /** Checks what a call has returned. */
  static void check(String device, String call, int code) {
    if (code != CU.CUDA_SUCCESS) {
      throw new DeviceException(device, call, code, name(code));
    }
  }

  /** The same with a size, which only a failure turns into text. */
  static void check(String device, String call, long bytes, int code) {
    if (code != CU.CUDA_SUCCESS) {
      throw new DeviceException(device, call + " of " + bytes + " bytes", code, name(code));
    }
  }

  /** The driver's name of a code. */
  static String name(int code) {
    try (MemoryStack stack = stackPush()) {
      PointerBuffer name = stack.mallocPointer(1);
      return CU.cuGetErrorName(code, name) == CU.CUDA_SUCCESS
          ? name.getStringASCII(0)
          : "a CUDA error";
    }
  }
}
