package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.NULL;

import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.HostBuffer;
import abruzzi.dense.device.KernelArguments;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.MemoryStack;

/** A stream. */
final class CudaQueue implements DeviceQueue {
  private final CudaDevice device;
  private final String label;
  private final long stream;
  private boolean closed;

  CudaQueue(CudaDevice device) {
    this.device = device;
    label = device.info().label();
    device.enter();
    try (MemoryStack stack = stackPush()) {
      PointerBuffer made = stack.mallocPointer(1);
      int code = CU.cuStreamCreate(made, CU.CU_STREAM_NON_BLOCKING);
      CudaCheck.check(label, "cuStreamCreate", code);
      stream = made.get(0);
    }
  }

  @Override
  public void upload(HostBuffer from, DeviceRegion to, long toOffsetBytes, long bytes) {
    device.enter();
    long address = to.handle() + toOffsetBytes;
    int code = CU.ncuMemcpyHtoDAsync(address, from.memory().address(), bytes, stream);
    CudaCheck.check(label, "cuMemcpyHtoDAsync", bytes, code);
  }

  @Override
  public void download(DeviceRegion from, long bytes, HostBuffer to) {
    device.enter();
    int code = CU.ncuMemcpyDtoHAsync(to.memory().address(), from.handle(), bytes, stream);
    CudaCheck.check(label, "cuMemcpyDtoHAsync", bytes, code);
  }

  @Override
  public void copy(DeviceRegion from, DeviceRegion to, long bytes) {
    device.enter();
    int code = CU.cuMemcpyDtoDAsync(to.handle(), from.handle(), bytes, stream);
    CudaCheck.check(label, "cuMemcpyDtoDAsync", bytes, code);
  }

  @Override
  public void launch(DeviceKernel kernel, KernelArguments arguments, int x, int y, int z) {
    device.enter();
    CudaKernel own = (CudaKernel) kernel;
    int code;
    try (MemoryStack stack = stackPush()) {
      PointerBuffer addresses = stack.mallocPointer(arguments.count());
      for (int i = 0; i < arguments.count(); i++) {
        addresses.put(i, arguments.address(i));
      }
      code =
          CU.ncuLaunchKernel(
              own.function(),
              x,
              y,
              z,
              own.groupItems(),
              1,
              1,
              0,
              stream,
              addresses.address(),
              NULL);
    }
    if (code != CU.CUDA_SUCCESS) {
      String call = "cuLaunchKernel " + own.name() + " over " + x + "x" + y + "x" + z + " groups";
      CudaCheck.check(label, call, code);
    }
  }

  @Override
  public void record(DeviceEvent event) {
    device.enter();
    CudaCheck.check(label, "cuEventRecord", CU.cuEventRecord(((CudaEvent) event).event(), stream));
  }

  @Override
  public void waitFor(DeviceEvent event) {
    device.enter();
    int code = CU.cuStreamWaitEvent(stream, ((CudaEvent) event).event(), 0);
    CudaCheck.check(label, "cuStreamWaitEvent", code);
  }

  /** Streams begin by themselves. */
  @Override
  public void flush() {}

  @Override
  public void finish() {
    device.enter();
    CudaCheck.check(label, "cuStreamSynchronize", CU.cuStreamSynchronize(stream));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.enter();
      CudaCheck.check(label, "cuStreamDestroy", CU.cuStreamDestroy(stream));
    }
  }
}
