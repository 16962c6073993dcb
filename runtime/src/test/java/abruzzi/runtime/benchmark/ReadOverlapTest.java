package abruzzi.runtime.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.runtime.benchmark.ReadOverlap.Times;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How times of reading, of multiplying and of both become figures of a profile. */
class ReadOverlapTest {
  @Test
  void aPartOfTheShorterTimeIsNotOverlapped() {
    assertEquals(0.25, new Times(2, 4, 4.5).notOverlapped(), 1e-12);
    assertEquals(0.25, new Times(4, 2, 4.5).notOverlapped(), 1e-12);
  }

  @Test
  void theMiddleOneCountsWithinBounds() {
    Times none = new Times(2, 4, 3);
    Times half = new Times(2, 4, 5);
    Times most = new Times(1, 1, 9);
    assertEquals(0.5, ReadOverlap.notOverlapped(List.of(most, none, half)), 1e-12);
    assertEquals(0, ReadOverlap.notOverlapped(List.of(none)), 1e-12);
    assertEquals(3, ReadOverlap.notOverlapped(List.of(most)), 1e-12);
  }

  @Test
  void theTimeFromMemoryComesBackOutOfRateAndOverlap() {
    double read = 2;
    double overlap = 0.5;
    Times times = new Times(read, 4, 9);
    double multiply = times.multiply() / ReadOverlap.fromMemory(List.of(times), overlap);
    assertEquals(9, multiply + overlap * read, 1e-12);
  }

  @Test
  void nothingIsMultipliedInLessTimeThanItIsRead() {
    Times times = new Times(5, 1, 5);
    assertEquals(1 / 5.0, ReadOverlap.fromMemory(List.of(times), 0.5), 1e-12);
  }
}
