package abruzzi.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable alphabet in which byte-level vocabularies write bytes, known from GPT-2.
 *
 * <p>Bytes 0x21-0x7E, 0xA1-0xAC and 0xAE-0xFF are the characters of the same number. The other 68,
 * in increasing order, are U+0100, U+0101 and so on: a blank is U+0120, a line feed U+010A.
 *
 * <p>A <em>byte string</em> in this package is a {@code String} with one char of 0-255 per byte,
 * that is, bytes read as ISO 8859-1. It hashes, compares and joins like any string.
 */
final class ByteAlphabet {
  private static final int REMAPPED_BASE = 0x100;
  private static final int REMAPPED = 68;
  private static final byte[] BYTE_OF_REMAPPED = remappedBytes();

  private static final char[] CHAR_OF_BYTE = charsOfBytes();

  private ByteAlphabet() {}

  private static char[] charsOfBytes() {
    char[] chars = new char[256];
    for (int value = 0; value < chars.length; value++) {
      chars[value] = (char) value;
    }
    for (int i = 0; i < REMAPPED; i++) {
      chars[BYTE_OF_REMAPPED[i] & 0xFF] = (char) (REMAPPED_BASE + i);
    }
    return chars;
  }

  /** The byte string written as {@code text}, or null when a character is not of the alphabet. */
  static String toByteString(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      int value = byteOf(text.charAt(i));
      if (value < 0) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A byte string written in the alphabet. */
  static String toText(String byteString) {
    StringBuilder text = new StringBuilder(byteString.length());
    for (int i = 0; i < byteString.length(); i++) {
      text.append(CHAR_OF_BYTE[byteString.charAt(i)]);
    }
    return text.toString();
  }

  /** The UTF-8 bytes of a text as a byte string. */
  static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static int byteOf(char c) {
    if (c >= REMAPPED_BASE) {
      int index = c - REMAPPED_BASE;
      return index < REMAPPED ? BYTE_OF_REMAPPED[index] & 0xFF : -1;
    }
    return keepsItsNumber(c) ? c : -1;
  }

  private static boolean keepsItsNumber(int value) {
    return (value >= 0x21 && value <= 0x7E) || (value >= 0xA1 && value != 0xAD);
  }

  private static byte[] remappedBytes() {
    byte[] bytes = new byte[256];
    int count = 0;
    for (int value = 0; value < 256; value++) {
      if (!keepsItsNumber(value)) {
        bytes[count++] = (byte) value;
      }
    }
    return Arrays.copyOf(bytes, count);
  }
}
