package abruzzi.quant.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class WeightMemoryTest {
  @Test
  void piecesOfAnySizeAreZeroedAlignedAndWritable() {
    try (WeightMemory memory = new WeightMemory()) {
      long total = 0;
      for (long bytes : new long[] {1, 4097, 33L << 20, (64L << 20) + 1}) {
        MemorySegment piece = memory.allocate(bytes);
        total += bytes;
        assertEquals(bytes, piece.byteSize());
        assertEquals(0, piece.address() % 64);
        assertEquals(0, piece.get(ValueLayout.JAVA_BYTE, bytes - 1));
        piece.set(ValueLayout.JAVA_BYTE, bytes - 1, (byte) 7);
        assertEquals(7, piece.get(ValueLayout.JAVA_BYTE, bytes - 1));
        assertThrows(
            IndexOutOfBoundsException.class, () -> piece.get(ValueLayout.JAVA_BYTE, bytes));
      }
      assertEquals(total, memory.allocatedBytes());
    }
  }

  @Test
  void smallPiecesDoNotOverlap() {
    try (WeightMemory memory = new WeightMemory()) {
      MemorySegment[] pieces = new MemorySegment[9];
      for (int i = 0; i < pieces.length; i++) {
        pieces[i] = memory.allocate((i + 1) * 3_000_001L);
        assertEquals(0, pieces[i].address() % 64);
        pieces[i].fill((byte) (i + 1));
      }
      for (int i = 0; i < pieces.length; i++) {
        byte[] bytes = pieces[i].toArray(ValueLayout.JAVA_BYTE);
        for (byte b : bytes) {
          if (b != i + 1) {
            fail("piece " + i + " was written through another");
          }
        }
      }
    }
  }

  @Test
  void closedMemoryCannotBeRead() {
    WeightMemory memory = new WeightMemory();
    MemorySegment piece = memory.allocate(40L << 20);
    memory.close();
    memory.close();
    assertThrows(IllegalStateException.class, () -> piece.get(ValueLayout.JAVA_BYTE, 0));
  }
}
