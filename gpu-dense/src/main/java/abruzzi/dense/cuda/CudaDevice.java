package abruzzi.dense.cuda;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.NULL;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceBlock;
import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceProgram;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.HostBuffer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.lwjgl.PointerBuffer;
import org.lwjgl.cuda.CU;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** A device spoken to by the CUDA driver, in its primary context. */
final class CudaDevice implements ComputeDevice {
  private static final int UNSUPPORTED_PTX = 222;

  private final DeviceInfo info;
  private final long context;
  private final AtomicLong allocatedBytes = new AtomicLong();
  private final Map<String, Long> modules = new HashMap<>();
  private boolean closed;

  CudaDevice(DeviceInfo info) {
    this.info = info;
    try (MemoryStack stack = stackPush()) {
      PointerBuffer made = stack.mallocPointer(1);
      int code = CU.cuDevicePrimaryCtxRetain(made, info.number());
      CudaCheck.check(info.label(), "cuDevicePrimaryCtxRetain", code);
      context = made.get(0);
    }
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  /** Makes the device that of the calling thread, as every call of the driver needs it. */
  void enter() {
    CudaCheck.check(info.label(), "cuCtxSetCurrent", CU.cuCtxSetCurrent(context));
  }

  /** Counts what was allocated, or with a negative number freed. */
  void count(long bytes) {
    allocatedBytes.addAndGet(bytes);
  }

  @Override
  public long freeBytes() {
    enter();
    try (MemoryStack stack = stackPush()) {
      PointerBuffer free = stack.mallocPointer(1);
      PointerBuffer total = stack.mallocPointer(1);
      CudaCheck.check(info.label(), "cuMemGetInfo", CU.cuMemGetInfo(free, total));
      return free.get(0);
    }
  }

  @Override
  public long allocatedBytes() {
    return allocatedBytes.get();
  }

  @Override
  public DeviceBlock allocate(long bytes) {
    return new CudaBlock(this, bytes);
  }

  @Override
  public HostBuffer allocateHost(long bytes) {
    return new CudaHostBuffer(this, bytes);
  }

  @Override
  public synchronized DeviceKernel kernel(DeviceProgram program, String name, int groupItems) {
    enter();
    Long module = modules.get(program.name());
    if (module == null) {
      module = load(program);
      modules.put(program.name(), module);
    }
    try (MemoryStack stack = stackPush()) {
      PointerBuffer function = stack.mallocPointer(1);
      int code = CU.cuModuleGetFunction(function, module, name);
      CudaCheck.check(info.label(), "cuModuleGetFunction " + name, code);
      return new CudaKernel(name, function.get(0), groupItems);
    }
  }

  private long load(DeviceProgram program) {
    ByteBuffer text = MemoryUtil.memUTF8(CudaPrograms.ptx(program.name()), true);
    try (MemoryStack stack = stackPush()) {
      PointerBuffer module = stack.mallocPointer(1);
      int code =
          CU.ncuModuleLoadDataEx(module.address(), MemoryUtil.memAddress(text), 0, NULL, NULL);
      if (code == UNSUPPORTED_PTX) {
        throw new DeviceException(
            info.label()
                + ": "
                + info.driver()
                + " is too old for these kernels; install a newer NVIDIA driver, or compute on the"
                + " processors with --gpu off");
      }
      CudaCheck.check(info.label(), "cuModuleLoadDataEx " + program.name(), code);
      return module.get(0);
    } finally {
      MemoryUtil.memFree(text);
    }
  }

  @Override
  public DeviceQueue openQueue() {
    return new CudaQueue(this);
  }

  @Override
  public DeviceEvent openEvent() {
    return new CudaEvent(this);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    enter();
    modules.values().forEach(CU::cuModuleUnload);
    CU.cuDevicePrimaryCtxRelease(info.number());
  }
}
