package abruzzi.dense.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The arguments of a launch, in order, each in eight bytes of native memory.
 *
 * <p>Threading: one thread at a time.
 */
public final class KernelArguments {
  private static final int MOST = 32;

  private final MemorySegment slots = Arena.ofAuto().allocate(MOST * Long.BYTES, Long.BYTES);
  private final int[] sizes = new int[MOST];
  private int count;

  /** Begins anew. */
  public KernelArguments clear() {
    count = 0;
    return this;
  }

  /** Adds memory of the device. */
  public KernelArguments region(DeviceRegion region) {
    return put(region.handle(), Long.BYTES);
  }

  /** Adds a 32-bit integer. */
  public KernelArguments integer(int value) {
    return put(value, Integer.BYTES);
  }

  /** Adds a 64-bit integer. */
  public KernelArguments offset(long value) {
    return put(value, Long.BYTES);
  }

  /** Adds a truth value, as an integer. */
  public KernelArguments flag(boolean value) {
    return put(value ? 1 : 0, Integer.BYTES);
  }

  /** Adds a number. */
  public KernelArguments real(float value) {
    return put(Float.floatToRawIntBits(value) & 0xffff_ffffL, Integer.BYTES);
  }

  private KernelArguments put(long bits, int bytes) {
    slots.setAtIndex(ValueLayout.JAVA_LONG, count, bits);
    sizes[count] = bytes;
    count++;
    return this;
  }

  /** Number of arguments. */
  public int count() {
    return count;
  }

  /** Bytes of an argument. */
  public int sizeBytes(int argument) {
    return sizes[argument];
  }

  /** Where an argument lies, little-endian. */
  public long address(int argument) {
    return slots.address() + (long) argument * Long.BYTES;
  }
}
