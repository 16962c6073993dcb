package abruzzi.quant.gguf;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells model files apart by what is in them, wherever they lie and whatever they are called.
 *
 * <p>Files may be far too large to be read for that, so of each part of a split file its length,
 * its first MiB, and 64 samples of 4 KiB that are spread over all of it count. It is no protection
 * against files that are made to look alike.
 */
public final class ContentHash {
  private static final int HEAD_BYTES = 1 << 20;
  private static final int SAMPLES = 64;
  private static final int SAMPLE_BYTES = 4096;
  private static final int HASH_BYTES = 16;

  private ContentHash() {}

  /**
   * The hash of a model.
   *
   * @param parts all of its files in order
   * @return 32 hexadecimal digits
   */
  public static String of(List<Path> parts) throws IOException {
    MessageDigest digest = sha256();
    for (Path part : parts) {
      try (FileChannel file = FileChannel.open(part, StandardOpenOption.READ)) {
        add(digest, file, part);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }

  private static void add(MessageDigest digest, FileChannel file, Path path) throws IOException {
    long size = file.size();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
    int head = (int) Math.min(HEAD_BYTES, size);
    digest.update(read(file, path, 0, head));
    long rest = size - head - SAMPLE_BYTES;
    for (int i = 0; i < SAMPLES && rest >= 0; i++) {
      digest.update(read(file, path, head + rest * i / (SAMPLES - 1), SAMPLE_BYTES));
    }
  }

  private static ByteBuffer read(FileChannel file, Path path, long from, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException(path + ": became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
