package abruzzi.dense.opencl;

import static abruzzi.dense.opencl.FaultHandlers.ACTION_BYTES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultHandlersTest {
  /** Addresses of the handlers of all signals. */
  private static long[] now() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = FaultHandlers.now(arena);
      return LongStream.iterate(0, at -> at < actions.byteSize(), at -> at + ACTION_BYTES)
          .map(at -> actions.get(ValueLayout.JAVA_LONG, at))
          .toArray();
    }
  }

  @Test
  void driversLeaveTheHandlersAsTheyWere() {
    long[] before = now();
    assertFalse(OpenClDevices.list().isEmpty());
    assertArrayEquals(before, now());
  }

  @Test
  void divisionsByZeroAreExceptionsWithADriver() {
    assertFalse(OpenClDevices.list().isEmpty());
    int zero = Integer.parseInt("0");
    int ignored = 1;
    for (int i = 1; i < 20_000; i++) { // until it is compiled
      ignored += quotient(i, ignored | 1);
    }
    int left = ignored;
    assertThrows(ArithmeticException.class, () -> quotient(left, zero));
  }

  private static int quotient(int dividend, int divisor) {
    return dividend / divisor;
  }
}
