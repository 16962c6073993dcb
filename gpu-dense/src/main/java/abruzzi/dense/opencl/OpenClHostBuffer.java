package abruzzi.dense.opencl;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.NULL;

import abruzzi.dense.device.HostBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** A buffer in memory of the host, mapped as long as it lives. */
final class OpenClHostBuffer implements HostBuffer {
  private final OpenClDevice device;
  private final long queue;
  private final long buffer;
  private final MemorySegment memory;
  private boolean closed;

  @SuppressWarnings("restricted") // the driver says where its memory lies and how long it is
  OpenClHostBuffer(OpenClDevice device, long queue, long bytes) {
    this.device = device;
    this.queue = queue;
    String label = device.info().label();
    try (MemoryStack stack = stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      int flags = CL10.CL_MEM_READ_WRITE | CL10.CL_MEM_ALLOC_HOST_PTR;
      buffer = CL10.clCreateBuffer(device.context(), flags, bytes, code);
      OpenClCheck.check(label, "clCreateBuffer in host memory", bytes, code.get(0));
      long address =
          CL10.nclEnqueueMapBuffer(
              queue,
              buffer,
              CL10.CL_TRUE,
              CL10.CL_MAP_READ | CL10.CL_MAP_WRITE,
              0,
              bytes,
              0,
              NULL,
              NULL,
              MemoryUtil.memAddress(code));
      OpenClCheck.check(label, "clEnqueueMapBuffer", bytes, code.get(0));
      memory = MemorySegment.ofAddress(address).reinterpret(bytes);
    }
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    int code = CL10.nclEnqueueUnmapMemObject(queue, buffer, memory.address(), 0, NULL, NULL);
    CL10.clFinish(queue);
    CL10.clReleaseMemObject(buffer);
    OpenClCheck.check(device.info().label(), "clEnqueueUnmapMemObject", code);
  }
}
