package abruzzi.dense.opencl;

import static org.lwjgl.system.MemoryUtil.NULL;

import abruzzi.dense.device.DeviceEvent;
import org.lwjgl.opencl.CL10;

/** The event of a marker; each recording makes a new one. */
final class OpenClEvent implements DeviceEvent {
  private final String device;
  private long event = NULL;

  OpenClEvent(String device) {
    this.device = device;
  }

  /** The event, NULL when nothing was recorded. */
  long event() {
    return event;
  }

  void set(long recorded) {
    close();
    event = recorded;
  }

  @Override
  public void await() {
    if (event != NULL) {
      OpenClCheck.check(device, "clWaitForEvents", CL10.clWaitForEvents(event));
    }
  }

  @Override
  public void close() {
    if (event != NULL) {
      CL10.clReleaseEvent(event);
      event = NULL;
    }
  }
}
