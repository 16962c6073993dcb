package abruzzi.quant.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** Anonymous memory for which Linux is asked to use transparent huge pages. */
@SuppressWarnings("restricted") // system calls are what this class is for
final class LargePages {
  /** Where Linux has the settings of transparent huge pages. */
  private static final Path SETTINGS = Path.of("/sys/kernel/mm/transparent_hugepage");

  private static final long PAGE_BYTES = 2L << 20;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
  private static final int MADV_HUGEPAGE = 14;

  private LargePages() {}

  /**
   * Maps memory that is freed when the arena closes.
   *
   * @throws UnsupportedOperationException if this system cannot
   * @throws OutOfMemoryError if it has no more
   */
  static MemorySegment map(long bytes, Arena arena) {
    if (!Files.exists(SETTINGS)) {
      throw new UnsupportedOperationException("no " + SETTINGS);
    }
    long mappedBytes = Math.addExact(bytes, 2 * PAGE_BYTES) & -PAGE_BYTES;
    MemorySegment mapped = Calls.map(mappedBytes);
    if (mapped.address() == -1) {
      throw new OutOfMemoryError("the system has no " + bytes + " bytes for weights");
    }
    long start = (mapped.address() + PAGE_BYTES - 1) & -PAGE_BYTES;
    MemorySegment whole =
        mapped.reinterpret(mappedBytes, arena, segment -> Calls.unmap(segment, mappedBytes));
    MemorySegment aligned = whole.asSlice(start - mapped.address(), bytes);
    Calls.advise(aligned);
    return aligned;
  }

  /** The system calls; looked up when first used, which takes a while. */
  private static final class Calls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP =
        handle(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP =
        handle(
            "munmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle MADVISE =
        handle(
            "madvise",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
      MemorySegment function =
          LINKER
              .defaultLookup()
              .find(name)
              .orElseThrow(() -> new UnsupportedOperationException("no function " + name));
      return LINKER.downcallHandle(function, descriptor);
    }

    static MemorySegment map(long bytes) {
      try {
        return (MemorySegment)
            MMAP.invokeExact(
                MemorySegment.NULL,
                bytes,
                PROT_READ_WRITE,
                MAP_PRIVATE_ANONYMOUS_NORESERVE,
                -1,
                0L);
      } catch (Throwable e) {
        throw new IllegalStateException("mmap", e);
      }
    }

    static void unmap(MemorySegment segment, long bytes) {
      try {
        int ignored = (int) MUNMAP.invokeExact(segment, bytes);
      } catch (Throwable e) {
        throw new IllegalStateException("munmap", e);
      }
    }

    /** A refusal is no error: then the pages stay small. */
    static void advise(MemorySegment segment) {
      try {
        int ignored = (int) MADVISE.invokeExact(segment, segment.byteSize(), MADV_HUGEPAGE);
      } catch (Throwable e) {
        throw new IllegalStateException("madvise", e);
      }
    }
  }
}
