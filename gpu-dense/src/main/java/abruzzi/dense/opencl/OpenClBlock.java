package abruzzi.dense.opencl;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.DeviceBlock;
import abruzzi.dense.device.DeviceRegion;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.system.MemoryStack;

/** A buffer and the parts of it that were asked for. */
final class OpenClBlock implements DeviceBlock {
  private final OpenClDevice device;
  private final long bytes;
  private final long buffer;
  private final List<Long> parts = new ArrayList<>();
  private boolean closed;

  OpenClBlock(OpenClDevice device, long bytes) {
    this.device = device;
    this.bytes = bytes;
    try (MemoryStack stack = stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      buffer = CL10.clCreateBuffer(device.context(), CL10.CL_MEM_READ_WRITE, bytes, code);
      OpenClCheck.check(device.info().label(), "clCreateBuffer", bytes, code.get(0));
    }
    device.count(bytes);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public synchronized DeviceRegion region(long offsetBytes, long regionBytes) {
    try (MemoryStack stack = stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      ByteBuffer part = stack.malloc(Long.BYTES, 2 * Long.BYTES);
      part.putLong(0, offsetBytes).putLong(Long.BYTES, regionBytes);
      long made =
          CL11.clCreateSubBuffer(
              buffer, CL10.CL_MEM_READ_WRITE, CL11.CL_BUFFER_CREATE_TYPE_REGION, part, code);
      OpenClCheck.check(device.info().label(), "clCreateSubBuffer", regionBytes, code.get(0));
      parts.add(made);
      return new DeviceRegion(made, regionBytes);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    parts.forEach(CL10::clReleaseMemObject);
    CL10.clReleaseMemObject(buffer);
    device.count(-bytes);
  }
}
