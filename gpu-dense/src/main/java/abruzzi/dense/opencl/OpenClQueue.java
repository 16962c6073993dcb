package abruzzi.dense.opencl;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.NULL;

import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.HostBuffer;
import abruzzi.dense.device.KernelArguments;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;

/** A command queue. */
final class OpenClQueue implements DeviceQueue {
  private static final int DIMENSIONS = 3;

  private final String device;
  private final long queue;
  private boolean closed;

  OpenClQueue(String device, long queue) {
    this.device = device;
    this.queue = queue;
  }

  @Override
  public void upload(HostBuffer from, DeviceRegion to, long toOffsetBytes, long bytes) {
    int code =
        CL10.nclEnqueueWriteBuffer(
            queue,
            to.handle(),
            CL10.CL_FALSE,
            toOffsetBytes,
            bytes,
            from.memory().address(),
            0,
            NULL,
            NULL);
    OpenClCheck.check(device, "clEnqueueWriteBuffer", bytes, code);
  }

  @Override
  public void download(DeviceRegion from, long bytes, HostBuffer to) {
    int code =
        CL10.nclEnqueueReadBuffer(
            queue, from.handle(), CL10.CL_FALSE, 0, bytes, to.memory().address(), 0, NULL, NULL);
    OpenClCheck.check(device, "clEnqueueReadBuffer", bytes, code);
  }

  @Override
  public void copy(DeviceRegion from, DeviceRegion to, long bytes) {
    int code =
        CL10.nclEnqueueCopyBuffer(queue, from.handle(), to.handle(), 0, 0, bytes, 0, NULL, NULL);
    OpenClCheck.check(device, "clEnqueueCopyBuffer", bytes, code);
  }

  @Override
  public void launch(DeviceKernel kernel, KernelArguments arguments, int x, int y, int z) {
    OpenClKernel own = (OpenClKernel) kernel;
    int code;
    synchronized (own) {
      for (int i = 0; i < arguments.count(); i++) {
        code = CL10.nclSetKernelArg(own.handle(), i, arguments.sizeBytes(i), arguments.address(i));
        if (code != CL10.CL_SUCCESS) {
          OpenClCheck.check(device, "clSetKernelArg " + i + " of " + own.name(), code);
        }
      }
      try (MemoryStack stack = stackPush()) {
        PointerBuffer items = stack.pointers((long) x * own.groupItems(), y, z);
        PointerBuffer group = stack.pointers(own.groupItems(), 1, 1);
        code =
            CL10.clEnqueueNDRangeKernel(
                queue, own.handle(), DIMENSIONS, null, items, group, null, null);
      }
    }
    if (code != CL10.CL_SUCCESS) {
      String call = "clEnqueueNDRangeKernel " + own.name() + " over " + x + "x" + y + "x" + z;
      OpenClCheck.check(device, call + " groups", code);
    }
  }

  @Override
  public void record(DeviceEvent event) {
    try (MemoryStack stack = stackPush()) {
      PointerBuffer made = stack.mallocPointer(1);
      int code = CL12.clEnqueueMarkerWithWaitList(queue, null, made);
      OpenClCheck.check(device, "clEnqueueMarkerWithWaitList", code);
      ((OpenClEvent) event).set(made.get(0));
    }
    flush();
  }

  @Override
  public void flush() {
    OpenClCheck.check(device, "clFlush", CL10.clFlush(queue));
  }

  @Override
  public void waitFor(DeviceEvent event) {
    long handle = ((OpenClEvent) event).event();
    if (handle != NULL) {
      try (MemoryStack stack = stackPush()) {
        int code = CL12.clEnqueueBarrierWithWaitList(queue, stack.pointers(handle), null);
        OpenClCheck.check(device, "clEnqueueBarrierWithWaitList", code);
      }
    }
  }

  @Override
  public void finish() {
    OpenClCheck.check(device, "clFinish", CL10.clFinish(queue));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      CL10.clReleaseCommandQueue(queue);
    }
  }
}
