package abruzzi.dense.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is to be stored on a device, listed before anything is allocated.
 *
 * <p>Threading: one thread at a time.
 */
public final class ArenaPlan {
  /** Kernels may read a little behind the end of what they were given. */
  private static final long READ_AHEAD_BYTES = 256;

  private final DeviceInfo info;
  private final String what;
  private final String advice;
  private final List<Slot> slots = new ArrayList<>();
  private long filled;
  private int blocks;
  private long totalBytes;

  /**
   * An empty plan.
   *
   * @param what is planned, as in {@code the weights}, for messages
   * @param advice what to change when it does not fit
   */
  public ArenaPlan(DeviceInfo info, String what, String advice) {
    this.info = info;
    this.what = what;
    this.advice = advice;
  }

  /** A place in the arena that the plan becomes. */
  public record Slot(int block, long offsetBytes, long bytes) {}

  /**
   * Adds memory, at the least one byte.
   *
   * @throws DeviceMemoryException if it is more than one allocation can hold
   */
  public Slot add(long bytes) {
    long size = align(Math.max(bytes, 1));
    long most = info.mostAllocationBytes() - READ_AHEAD_BYTES;
    if (size > most) {
      throw new DeviceMemoryException(info.label(), "parts of " + what, size, most, advice);
    }
    if (blocks == 0 || filled + size > most) {
      blocks++;
      filled = 0;
    }
    Slot slot = new Slot(blocks - 1, filled, size);
    slots.add(slot);
    filled += size;
    totalBytes += size;
    return slot;
  }

  /** The largest that {@link #add} takes. */
  public long largestBytes() {
    long most = info.mostAllocationBytes() - READ_AHEAD_BYTES;
    return most / info.alignmentBytes() * info.alignmentBytes();
  }

  private long align(long bytes) {
    long alignment = info.alignmentBytes();
    return (bytes + alignment - 1) / alignment * alignment;
  }

  /** Bytes of all slots. */
  public long totalBytes() {
    return totalBytes;
  }

  /**
   * Allocates all that was added.
   *
   * @throws DeviceMemoryException if there is not so much free memory
   */
  public DeviceArena allocate(ComputeDevice device) {
    long free = device.freeBytes();
    if (totalBytes > free) {
      throw new DeviceMemoryException(info.label(), what, totalBytes, free, advice);
    }
    long[] sizes = new long[blocks];
    Arrays.fill(sizes, READ_AHEAD_BYTES);
    for (Slot slot : slots) {
      sizes[slot.block] += slot.bytes;
    }
    List<DeviceBlock> allocated = new ArrayList<>();
    try {
      for (long size : sizes) {
        allocated.add(device.allocate(size));
      }
    } catch (DeviceException refused) {
      allocated.forEach(DeviceBlock::close);
      DeviceMemoryException e =
          new DeviceMemoryException(info.label(), what, totalBytes, device.freeBytes(), advice);
      e.initCause(refused);
      throw e;
    }
    return new DeviceArena(allocated);
  }
}
