package abruzzi.dense.device;

import java.lang.foreign.MemorySegment;

/** Memory of the host that a device copies from and to. */
public interface HostBuffer extends DeviceResource {
  /** The memory; it lives until the buffer is closed. */
  MemorySegment memory();
}
