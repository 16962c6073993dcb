package abruzzi.profiles;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * A rate by how many work at once: threads that read memory or compute, reads in flight on a disk.
 *
 * @param points in ascending order of {@code parallel}; none where nothing is known
 */
public record RateCurve(@JsonValue List<Point> points) {
  /** Nothing is known. */
  public static final RateCurve UNKNOWN = new RateCurve(List.of());

  /**
   * One measurement.
   *
   * @param parallel how many worked at once, at least 1
   * @param perSecond bytes or weights that all of them together got through in a second
   */
  public record Point(int parallel, double perSecond) {
    /** Checks the numbers. */
    public Point {
      Expect.atLeast(1, "parallel", parallel);
      if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
        throw new IllegalArgumentException(
            "per_second=" + perSecond + ", expected a number above 0");
      }
    }
  }

  /** Checks the order. */
  @JsonCreator
  public RateCurve {
    points = Expect.list("points", points);
    for (int i = 1; i < points.size(); i++) {
      int parallel = points.get(i).parallel();
      if (parallel <= points.get(i - 1).parallel()) {
        throw new IllegalArgumentException(
            "parallel=" + parallel + ", expected more than in the point before");
      }
    }
  }

  /** The same rate however many work. */
  public static RateCurve constant(double perSecond) {
    return new RateCurve(List.of(new Point(1, perSecond)));
  }

  /** Whether anything is known. */
  public boolean known() {
    return !points.isEmpty();
  }

  /**
   * The rate when so many work: on a straight line between the points; in proportion below the
   * first; as at the last above it.
   *
   * @return per second; 0 where nothing is known
   */
  public double at(int parallel) {
    Expect.atLeast(1, "parallel", parallel);
    int beforeParallel = 0;
    double before = 0;
    for (Point point : points) {
      if (parallel <= point.parallel()) {
        double share = (double) (parallel - beforeParallel) / (point.parallel() - beforeParallel);
        return before + share * (point.perSecond() - before);
      }
      beforeParallel = point.parallel();
      before = point.perSecond();
    }
    return before;
  }

  /** The highest rate; 0 where nothing is known. */
  public double best() {
    return points.stream().mapToDouble(Point::perSecond).max().orElse(0);
  }

  /** Every rate times a factor. */
  public RateCurve times(double factor) {
    return new RateCurve(
        points.stream().map(p -> new Point(p.parallel(), factor * p.perSecond())).toList());
  }
}
