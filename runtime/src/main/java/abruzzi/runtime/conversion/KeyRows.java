package abruzzi.runtime.conversion;

/**
 * The key parts of the joint key and value weights, transposed within each head: row {@code h *
 * latent + r}, column {@code n} is row {@code h * (nope + value) + n}, column {@code r} of the
 * joint matrix.
 */
final class KeyRows implements WeightRows {
  private final WeightRows joint;
  private final int heads;
  private final int nope;
  private final int value;
  private final float[] head;
  private final float[] row;
  private int decodedHead = -1;

  KeyRows(WeightRows joint, int heads, int nope, int value) {
    this.joint = joint;
    this.heads = heads;
    this.nope = nope;
    this.value = value;
    head = new float[Math.multiplyExact(nope, joint.columns())];
    row = new float[joint.columns()];
  }

  @Override
  public long rows() {
    return (long) heads * joint.columns();
  }

  @Override
  public int columns() {
    return nope;
  }

  @Override
  public void decode(long index, float[] out) {
    int latent = joint.columns();
    int h = (int) (index / latent);
    if (h != decodedHead) {
      for (int n = 0; n < nope; n++) {
        joint.decode((long) h * (nope + value) + n, row);
        System.arraycopy(row, 0, head, n * latent, latent);
      }
      decodedHead = h;
    }
    int r = (int) (index % latent);
    for (int n = 0; n < nope; n++) {
      out[n] = head[n * latent + r];
    }
  }
}
