package abruzzi.quant.quantize;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes to memory, from its start on. */
final class MemoryChannel implements WritableByteChannel {
  private final MemorySegment target;
  private long at;

  MemoryChannel(MemorySegment target) {
    this.target = target;
  }

  @Override
  public int write(ByteBuffer bytes) {
    int length = bytes.remaining();
    MemorySegment.copy(MemorySegment.ofBuffer(bytes), 0, target, at, length);
    bytes.position(bytes.limit());
    at += length;
    return length;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
