package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;

import abruzzi.dense.device.DeviceBlock;
import abruzzi.dense.device.DeviceRegion;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.MemoryStack;

/** One allocation; regions are addresses in it. */
final class CudaBlock implements DeviceBlock {
  private final CudaDevice device;
  private final long bytes;
  private final long address;
  private boolean closed;

  CudaBlock(CudaDevice device, long bytes) {
    this.device = device;
    this.bytes = bytes;
    device.enter();
    try (MemoryStack stack = stackPush()) {
      PointerBuffer made = stack.mallocPointer(1);
      CudaCheck.check(device.info().label(), "cuMemAlloc", bytes, CU.cuMemAlloc(made, bytes));
      address = made.get(0);
    }
    device.count(bytes);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public DeviceRegion region(long offsetBytes, long regionBytes) {
    return new DeviceRegion(address + offsetBytes, regionBytes);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    device.count(-bytes);
    device.enter();
    CudaCheck.check(device.info().label(), "cuMemFree", bytes, CU.cuMemFree(address));
  }
}
