package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.HostBuffer;
import java.lang.foreign.MemorySegment;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.MemoryStack;

/** Memory of the host that stays where it is. */
final class CudaHostBuffer implements HostBuffer {
  private final CudaDevice device;
  private final MemorySegment memory;
  private boolean closed;

  @SuppressWarnings("restricted") // the driver says where its memory lies and how long it is
  CudaHostBuffer(CudaDevice device, long bytes) {
    this.device = device;
    device.enter();
    try (MemoryStack stack = stackPush()) {
      PointerBuffer made = stack.mallocPointer(1);
      int code = CU.cuMemHostAlloc(made, bytes, 0);
      CudaCheck.check(device.info().label(), "cuMemHostAlloc", bytes, code);
      memory = MemorySegment.ofAddress(made.get(0)).reinterpret(bytes);
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
    device.enter();
    int code = CU.ncuMemFreeHost(memory.address());
    CudaCheck.check(device.info().label(), "cuMemFreeHost", memory.byteSize(), code);
  }
}
