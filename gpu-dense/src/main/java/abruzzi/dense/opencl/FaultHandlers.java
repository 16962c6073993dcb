package abruzzi.dense.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/**
 * The process's signal handlers, kept from drivers. The Java machine lives by signals: a division
 * by zero, a null pointer and code that was invalidated while it ran all arrive as one. Drivers
 * that compile with LLVM put handlers of their own in place while they start. With those left there
 * a division by zero in Java gives a number instead of an exception, and the process dies when two
 * threads meet invalidated code at once.
 */
final class FaultHandlers {
  private static final int LAST_SIGNAL = 31;

  /** Bytes kept for each signal; {@code struct sigaction} has 152 with the GNU C library. */
  static final int ACTION_BYTES = 256;

  private static final MethodHandle SIGACTION = sigaction();

  private FaultHandlers() {}

  /** Calls a driver, then puts back the handlers that were there before. */
  static <T> T keep(Supplier<T> driverCalls) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = now(arena);
      try {
        return driverCalls.get();
      } finally {
        for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
          call(signal, action(actions, signal), MemorySegment.NULL);
        }
      }
    }
  }

  /** The handlers as they are now, as the C library writes them, one signal after the other. */
  static MemorySegment now(Arena arena) {
    MemorySegment actions = arena.allocate((LAST_SIGNAL + 1L) * ACTION_BYTES, Long.BYTES);
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
      call(signal, MemorySegment.NULL, action(actions, signal));
    }
    return actions;
  }

  private static MemorySegment action(MemorySegment actions, int signal) {
    return actions.asSlice((long) signal * ACTION_BYTES, ACTION_BYTES);
  }

  /** Gets or sets; without effect for the signals that cannot have handlers. */
  private static int call(int signal, MemorySegment wanted, MemorySegment present) {
    try {
      return (int) SIGACTION.invokeExact(signal, wanted, present);
    } catch (Throwable e) {
      throw new AssertionError("sigaction takes a number and two addresses", e);
    }
  }

  @SuppressWarnings("restricted") // a function of the C library
  private static MethodHandle sigaction() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("sigaction"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  }
}
