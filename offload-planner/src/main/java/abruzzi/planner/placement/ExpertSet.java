package abruzzi.planner.placement;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;
import java.util.Objects;

/** Some experts of a layer; as text, in ascending ranges such as {@code 0-13,17}. */
public final class ExpertSet {
  private final BitSet experts;

  ExpertSet(BitSet experts) {
    this.experts = (BitSet) experts.clone();
  }

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  @JsonCreator
  public static ExpertSet parse(String text) {
    BitSet experts = new BitSet();
    for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (!range.matches("\\d{1,6}(-\\d{1,6})?")) {
        throw new IllegalArgumentException(
            "experts=" + text + ", expected ranges of numbers such as 0-13,17");
      }
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      if (last < first) {
        throw new IllegalArgumentException(
            "experts=" + text + ", expected ranges in ascending order");
      }
      experts.set(first, last + 1);
    }
    return new ExpertSet(experts);
  }

  /** Number of experts. */
  public int size() {
    return experts.cardinality();
  }

  /** Whether an expert is one of them. */
  public boolean contains(int expert) {
    return experts.get(expert);
  }

  @JsonValue
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int first = experts.nextSetBit(0);
    while (first >= 0) {
      int end = experts.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - first > 1) {
        text.append('-').append(end - 1);
      }
      first = experts.nextSetBit(end);
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExpertSet set && set.experts.equals(experts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(experts);
  }
}
