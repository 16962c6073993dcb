package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.DeviceEvent;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.MemoryStack;

/** An event without a time; the driver takes one that was never recorded for one that has come. */
final class CudaEvent implements DeviceEvent {
  private final CudaDevice device;
  private final long event;
  private boolean closed;

  CudaEvent(CudaDevice device) {
    this.device = device;
    device.enter();
    try (MemoryStack stack = stackPush()) {
      PointerBuffer made = stack.mallocPointer(1);
      int code = CU.cuEventCreate(made, CU.CU_EVENT_DISABLE_TIMING);
      CudaCheck.check(device.info().label(), "cuEventCreate", code);
      event = made.get(0);
    }
  }

  long event() {
    return event;
  }

  @Override
  public void await() {
    device.enter();
    CudaCheck.check(device.info().label(), "cuEventSynchronize", CU.cuEventSynchronize(event));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.enter();
      CudaCheck.check(device.info().label(), "cuEventDestroy", CU.cuEventDestroy(event));
    }
  }
}
