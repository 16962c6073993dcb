package abruzzi.planner.work;

import java.util.ArrayList;
import java.util.List;

/**
 * Matrices that are computed with together and therefore lie in one place.
 *
 * @param works one for each storage type
 */
public record Block(List<Work> works) {
  /** Nothing. */
  public static final Block EMPTY = new Block(List.of());

  /** Keeps an unmodifiable copy. */
  public Block {
    works = List.copyOf(works);
  }

  /** This and one more matrix. */
  Block plus(Work work) {
    List<Work> sum = new ArrayList<>(works);
    for (int i = 0; i < sum.size(); i++) {
      if (sum.get(i).like(work)) {
        sum.set(i, sum.get(i).plus(work));
        return new Block(sum);
      }
    }
    sum.add(work);
    return new Block(sum);
  }

  /** Size in the file. */
  public long bytes() {
    return works.stream().mapToLong(Work::bytes).sum();
  }

  /** Size in main memory, in tiles where that is possible. */
  public long tileBytes() {
    return works.stream().mapToLong(w -> w.tileBytes() > 0 ? w.tileBytes() : w.bytes()).sum();
  }

  /** Number of weights. */
  public long weights() {
    return works.stream().mapToLong(Work::weights).sum();
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return works.isEmpty();
  }
}
