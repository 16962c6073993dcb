package abruzzi.experts;

import abruzzi.quant.kernel.FloatExp;
import abruzzi.quant.kernel.FloatRows;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.RowPartition;
import abruzzi.quant.kernel.RowView;
import abruzzi.quant.kernel.Workers;
import java.util.Arrays;

/**
 * Computes the routed experts: {@code out[t] = sum over k of weight[t][k] * down(silu(gate x) * (up
 * x))} for the experts picked by token {@code t}.
 *
 * <p>Three parallel regions: gate, up and SwiGLU for row ranges of all picked experts; down
 * likewise; the weighted sum, which for a single token is part of the second. Tokens are grouped by
 * expert, so that weights are read once per batch. The sum is taken in pick order, so a token's
 * result depends neither on the batch nor on the workers.
 *
 * <p>Threading: one computation at a time (scratch is reused); concurrent calls take turns.
 */
public final class ExpertEngine {
  private static final int COLUMNS_PER_SUM = 1024;

  /** A region of its own for the sum is taken to cost a sixteenth of the products before it. */
  private static final long SUM_SHARE = 16;

  private final Workers workers;
  private final MatrixProduct product;
  private final KernelScratch[] scratch;
  private final ExpertGroups groups = new ExpertGroups();
  private int[] positions = new int[0];
  private float[] gathered = new float[0];
  private float[] gate = new float[0];
  private float[] up = new float[0];
  private float[] down = new float[0];

  public ExpertEngine(Workers workers, MatrixProduct product) {
    this.workers = workers;
    this.product = product;
    this.scratch = KernelScratch.forWorkers(workers.count());
  }

  /**
   * Computes the experts of one layer for a batch.
   *
   * @param experts the layer's experts
   * @param x input rows {@code [tokens, hidden]}
   * @param tokens number of rows
   * @param used experts per token
   * @param picks experts picked {@code [tokens, used]}
   * @param weights their weights {@code [tokens, used]}
   * @param out receives {@code [tokens, hidden]}
   */
  public synchronized void compute(
      ExpertWeights experts,
      float[] x,
      int tokens,
      int used,
      int[] picks,
      float[] weights,
      float[] out) {
    int slots = Math.multiplyExact(tokens, used);
    groups.sort(picks, slots, experts.experts());
    reserve(slots, experts);
    locate(slots);
    if (tokens == 1) {
      inner(experts, new RowView(x, 0, 0));
      outerOfOne(experts, used, weights, out);
    } else {
      gather(x, slots, used, experts.hidden());
      inner(experts, RowView.of(gathered, experts.hidden()));
      outer(experts);
      sum(experts.hidden(), tokens, used, weights, out);
    }
  }

  private void reserve(int slots, ExpertWeights experts) {
    int inner = Math.multiplyExact(slots, experts.expertHidden());
    if (gate.length < inner) {
      gate = new float[inner];
      up = new float[inner];
    }
    int outer = Math.multiplyExact(slots, experts.hidden());
    if (down.length < outer) {
      down = new float[outer];
      gathered = new float[outer];
    }
  }

  /** Where each slot is in group order. */
  private void locate(int slots) {
    if (positions.length < slots) {
      positions = new int[slots];
    }
    for (int i = 0; i < slots; i++) {
      positions[groups.slot(i)] = i;
    }
  }

  /** Rows in group order. */
  private void gather(float[] x, int slots, int used, int hidden) {
    for (int i = 0; i < slots; i++) {
      System.arraycopy(x, groups.slot(i) / used * hidden, gathered, i * hidden, hidden);
    }
  }

  /** Gate, up and SwiGLU of all groups; {@code x} has a row for each slot, in group order. */
  private void inner(ExpertWeights experts, RowView x) {
    int width = experts.expertHidden();
    long work = 2L * width * experts.hidden() * groups.slots();
    RowPartition partition = RowPartition.ofEqual(workers.count(), work, groups.count(), width);
    workers.run(
        partition.parts(),
        (part, worker) ->
            partition.pieces(
                part,
                (group, first, rows) ->
                    innerPiece(experts, group, first, rows, x, scratch[worker])));
  }

  private void innerPiece(
      ExpertWeights experts, int group, int first, int rows, RowView x, KernelScratch own) {
    int width = experts.expertHidden();
    int start = groups.start(group);
    int tokens = groups.size(group);
    int expert = groups.expert(group);
    RowView from = new RowView(x.values(), start * x.stride(), x.stride());
    int y = start * width + first;
    product.rows(
        experts.gateOf(expert), first, rows, from, tokens, new RowView(gate, y, width), own);
    product.rows(experts.upOf(expert), first, rows, from, tokens, new RowView(up, y, width), own);
    for (int t = 0; t < tokens; t++) {
      FloatExp.swiGlu(gate, y + t * width, up, y + t * width, rows);
    }
  }

  private void outer(ExpertWeights experts) {
    int hidden = experts.hidden();
    RowPartition partition =
        RowPartition.ofEqual(workers.count(), outerWork(experts), groups.count(), hidden);
    workers.run(
        partition.parts(),
        (part, worker) ->
            partition.pieces(
                part,
                (group, first, rows) -> outerPiece(experts, group, first, rows, scratch[worker])));
  }

  private void outerPiece(
      ExpertWeights experts, int group, int first, int rows, KernelScratch own) {
    int width = experts.expertHidden();
    int hidden = experts.hidden();
    int start = groups.start(group);
    RowView from = new RowView(gate, start * width, width);
    RowView to = new RowView(down, start * hidden + first, hidden);
    product.rows(
        experts.downOf(groups.expert(group)), first, rows, from, groups.size(group), to, own);
  }

  private long outerWork(ExpertWeights experts) {
    return (long) experts.hidden() * experts.expertHidden() * groups.slots();
  }

  /**
   * Down and sum of a single token. In one region when its rows alone keep all workers as busy as
   * the rows of all experts do: a part then takes the same rows of every expert and sums them.
   */
  private void outerOfOne(ExpertWeights experts, int used, float[] weights, float[] out) {
    int hidden = experts.hidden();
    int tiles = RowPartition.tiles(hidden);
    int count = workers.count();
    long together = (long) Math.ceilDiv(tiles, count) * groups.count();
    if (together * SUM_SHARE > (SUM_SHARE + 1L) * Math.ceilDiv(tiles * groups.count(), count)) {
      outer(experts);
      sum(hidden, 1, used, weights, out);
      return;
    }
    RowPartition partition = RowPartition.of(count, outerWork(experts), hidden);
    workers.run(
        partition.parts(),
        (part, worker) ->
            partition.pieces(
                part,
                (matrix, first, rows) -> {
                  for (int group = 0; group < groups.count(); group++) {
                    outerPiece(experts, group, first, rows, scratch[worker]);
                  }
                  sumColumns(hidden, 0, used, first, rows, weights, out);
                }));
  }

  private void sum(int hidden, int tokens, int used, float[] weights, float[] out) {
    int chunks = (hidden + COLUMNS_PER_SUM - 1) / COLUMNS_PER_SUM;
    workers.run(
        tokens * chunks,
        (part, worker) -> {
          int first = part % chunks * COLUMNS_PER_SUM;
          int columns = Math.min(COLUMNS_PER_SUM, hidden - first);
          sumColumns(hidden, part / chunks, used, first, columns, weights, out);
        });
  }

  /** The weighted sum of a token's experts, in pick order, for some columns. */
  private void sumColumns(
      int hidden, int token, int used, int first, int columns, float[] weights, float[] out) {
    int y = token * hidden + first;
    Arrays.fill(out, y, y + columns, 0);
    for (int k = 0; k < used; k++) {
      int slot = token * used + k;
      int from = positions[slot] * hidden + first;
      FloatRows.addScaled(weights[slot], down, from, out, y, columns);
    }
  }
}
