package abruzzi.dense.host;

import abruzzi.quant.kernel.FloatExp;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.RowPartition;
import abruzzi.quant.kernel.RowView;
import abruzzi.quant.kernel.Workers;

/** Matrix products spread over the workers: several products of one batch in one region. */
final class HostProducts {
  private final Workers workers;
  private final MatrixProduct product;
  private final KernelScratch[] scratch;

  HostProducts(Workers workers, MatrixProduct product) {
    this.workers = workers;
    this.product = product;
    scratch = KernelScratch.forWorkers(workers.count());
  }

  /** What is computed row by row of the result, any rows by any worker. */
  sealed interface Job {
    /** Number of rows. */
    long rows();

    /** Weights read per token. */
    long weights();
  }

  /**
   * One product {@code y = W x}.
   *
   * @param w weights
   * @param x activations {@code [tokens, columns]}
   * @param y results {@code [tokens, rows]}
   */
  record Product(Matrix w, float[] x, float[] y) implements Job {
    @Override
    public long rows() {
      return w.rows();
    }

    @Override
    public long weights() {
      return w.rows() * w.columns();
    }
  }

  /**
   * Two products of the same input and their SwiGLU, {@code y = silu(gate x) * (up x)}.
   *
   * @param x activations {@code [tokens, columns]}
   * @param y results {@code [tokens, rows]}
   * @param ups working memory {@code [tokens, rows]}
   */
  record Gated(Matrix gate, Matrix up, float[] x, float[] y, float[] ups) implements Job {
    @Override
    public long rows() {
      return gate.rows();
    }

    @Override
    public long weights() {
      return 2 * gate.rows() * gate.columns();
    }
  }

  Workers workers() {
    return workers;
  }

  MatrixProduct product() {
    return product;
  }

  KernelScratch scratch(int worker) {
    return scratch[worker];
  }

  /** Runs the jobs for the first {@code tokens} rows. */
  void run(int tokens, Job... jobs) {
    long weights = 0;
    long[] rows = new long[jobs.length];
    for (int i = 0; i < jobs.length; i++) {
      rows[i] = jobs[i].rows();
      weights += jobs[i].weights();
    }
    RowPartition partition = RowPartition.of(workers.count(), weights * tokens, rows);
    workers.run(
        partition.parts(),
        (part, worker) ->
            partition.pieces(
                part,
                (job, first, count) -> piece(jobs[job], first, count, tokens, scratch[worker])));
  }

  private void piece(Job job, int first, int rows, int tokens, KernelScratch own) {
    if (job instanceof Product p) {
      product(p.w, p.x, p.y, first, rows, tokens, own);
    } else if (job instanceof Gated g) {
      product(g.gate, g.x, g.y, first, rows, tokens, own);
      product(g.up, g.x, g.ups, first, rows, tokens, own);
      int stride = Math.toIntExact(g.gate.rows());
      for (int t = 0; t < tokens; t++) {
        int row = t * stride + first;
        FloatExp.swiGlu(g.y, row, g.ups, row, rows);
      }
    }
  }

  private void product(
      Matrix w, float[] x, float[] y, int first, int rows, int tokens, KernelScratch own) {
    RowView from = RowView.of(x, w.columns());
    RowView to = new RowView(y, first, Math.toIntExact(w.rows()));
    product.rows(w, first, rows, from, tokens, to, own);
  }
}
