package abruzzi.runtime.evaluation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What is kept of the base model's predictions of a window: {@code [scored tokens]} of each. */
final class BaseWindow {
  private final int idsHash;
  private final double[] negativeLogs;
  private final int[] tops;
  private final char[][] codes;

  private BaseWindow(int idsHash, int scored) {
    this.idsHash = idsHash;
    negativeLogs = new double[scored];
    tops = new int[scored];
    codes = new char[scored][];
  }

  /** An empty one about a window of these tokens. */
  static BaseWindow of(int[] ids, int scored) {
    return new BaseWindow(Arrays.hashCode(ids), scored);
  }

  /** Keeps a prediction. */
  void set(int row, double negativeLog, float[] logits, int offset, int vocabulary) {
    negativeLogs[row] = negativeLog;
    tops[row] = Softmax.top(logits, offset, vocabulary);
    codes[row] = LogitsCode.encode(logits, offset, vocabulary);
  }

  /** Whether this is about these tokens. */
  boolean isOf(int[] ids) {
    return idsHash == Arrays.hashCode(ids);
  }

  /** Negative log-likelihood of the token that came. */
  double negativeLog(int row) {
    return negativeLogs[row];
  }

  /** The most likely token. */
  int top(int row) {
    return tops[row];
  }

  /** The encoded logits. */
  char[] codes(int row) {
    return codes[row];
  }

  /** All of it; upper and lower halves of the codes apart, which compresses better. */
  byte[] toBytes() {
    int vocabulary = codes[0].length;
    int bytesPerRow = Double.BYTES + Integer.BYTES + 2 * vocabulary;
    ByteBuffer out =
        ByteBuffer.allocate(
            Math.addExact(Integer.BYTES, Math.multiplyExact(codes.length, bytesPerRow)));
    out.putInt(idsHash);
    for (int row = 0; row < codes.length; row++) {
      out.putDouble(negativeLogs[row]).putInt(tops[row]);
      for (char code : codes[row]) {
        out.put((byte) (code >> 8));
      }
      for (char code : codes[row]) {
        out.put((byte) code);
      }
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  static BaseWindow read(ByteBuffer in, int scored, int vocabulary) {
    BaseWindow window = new BaseWindow(in.getInt(), scored);
    for (int row = 0; row < scored; row++) {
      window.negativeLogs[row] = in.getDouble();
      window.tops[row] = in.getInt();
      char[] code = new char[vocabulary];
      for (int i = 0; i < vocabulary; i++) {
        code[i] = (char) ((in.get() & 0xFF) << 8);
      }
      for (int i = 0; i < vocabulary; i++) {
        code[i] |= (char) (in.get() & 0xFF);
      }
      window.codes[row] = code;
    }
    return window;
  }
}
