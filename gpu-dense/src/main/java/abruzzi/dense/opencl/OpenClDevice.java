package abruzzi.dense.opencl;

import static org.lwjgl.system.MemoryStack.stackPush;

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
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** A device spoken to by OpenCL. */
final class OpenClDevice implements ComputeDevice {
  /** Products are of sums in any order anyway; divisions and roots stay exact. */
  private static final String BUILD_OPTIONS = "-cl-std=CL1.2 -cl-mad-enable";

  private static final int LOG_LINES = 5;

  private final DeviceInfo info;
  private final long device;
  private final long context;
  private final long hostQueue;
  private final AtomicLong allocatedBytes = new AtomicLong();
  private final Map<String, Long> programs = new HashMap<>();
  private final List<OpenClKernel> kernels = new ArrayList<>();
  private boolean closed;

  OpenClDevice(OpenClDevices.Found found) {
    info = found.info();
    device = found.device();
    try (MemoryStack stack = stackPush()) {
      PointerBuffer properties = stack.pointers(CL10.CL_CONTEXT_PLATFORM, found.platform(), 0);
      IntBuffer code = stack.mallocInt(1);
      context =
          OpenClCheck.made(
              info.label(),
              "clCreateContext",
              CL10.clCreateContext(properties, device, null, 0, code),
              code);
    }
    hostQueue = createQueue();
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  /** OpenCL does not tell what others use. */
  @Override
  public long freeBytes() {
    return info.memoryBytes() - allocatedBytes.get();
  }

  @Override
  public long allocatedBytes() {
    return allocatedBytes.get();
  }

  long context() {
    return context;
  }

  /** Counts what was allocated, or with a negative number freed. */
  void count(long bytes) {
    allocatedBytes.addAndGet(bytes);
  }

  @Override
  public DeviceBlock allocate(long bytes) {
    return new OpenClBlock(this, bytes);
  }

  @Override
  public HostBuffer allocateHost(long bytes) {
    return new OpenClHostBuffer(this, hostQueue, bytes);
  }

  @Override
  public synchronized DeviceKernel kernel(DeviceProgram program, String name, int groupItems) {
    Long built = programs.get(program.name());
    if (built == null) {
      built = build(program);
      programs.put(program.name(), built);
    }
    try (MemoryStack stack = stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long kernel =
          OpenClCheck.made(
              info.label(), "clCreateKernel " + name, CL10.clCreateKernel(built, name, code), code);
      OpenClKernel made = new OpenClKernel(name, kernel, groupItems);
      kernels.add(made);
      return made;
    }
  }

  private long build(DeviceProgram program) {
    try (MemoryStack stack = stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long built =
          OpenClCheck.made(
              info.label(),
              "clCreateProgramWithSource",
              CL10.clCreateProgramWithSource(context, program.source().get(), code),
              code);
      int result =
          FaultHandlers.keep(() -> CL10.clBuildProgram(built, device, BUILD_OPTIONS, null, 0));
      if (result == CL10.CL_SUCCESS) {
        return built;
      }
      String log = firstLines(buildLog(built));
      CL10.clReleaseProgram(built);
      throw new DeviceException(
          info.label(),
          "clBuildProgram " + program.name() + ": " + log,
          result,
          OpenClCheck.name(result));
    }
  }

  private String buildLog(long program) {
    try (MemoryStack stack = stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      int what = CL10.CL_PROGRAM_BUILD_LOG;
      int code = CL10.clGetProgramBuildInfo(program, device, what, (ByteBuffer) null, size);
      OpenClCheck.check(info.label(), "clGetProgramBuildInfo", code);
      ByteBuffer log = ByteBuffer.allocateDirect((int) size.get(0));
      code = CL10.clGetProgramBuildInfo(program, device, what, log, null);
      OpenClCheck.check(info.label(), "clGetProgramBuildInfo", code);
      return StandardCharsets.UTF_8.decode(log).toString();
    }
  }

  private static String firstLines(String log) {
    return String.join(" | ", log.lines().filter(l -> !l.isBlank()).limit(LOG_LINES).toList());
  }

  private long createQueue() {
    try (MemoryStack stack = stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      return OpenClCheck.made(
          info.label(),
          "clCreateCommandQueue",
          CL10.clCreateCommandQueue(context, device, 0, code),
          code);
    }
  }

  @Override
  public DeviceQueue openQueue() {
    return new OpenClQueue(info.label(), createQueue());
  }

  @Override
  public DeviceEvent openEvent() {
    return new OpenClEvent(info.label());
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    kernels.forEach(kernel -> CL10.clReleaseKernel(kernel.handle()));
    programs.values().forEach(CL10::clReleaseProgram);
    CL10.clReleaseCommandQueue(hostQueue);
    CL10.clReleaseContext(context);
  }
}
