package abruzzi.runtime.tuning;

import java.util.List;
import java.util.function.Function;

/**
 * One thing that can be set.
 *
 * @param name for people, as in {@code threads}
 * @param workload what shows the difference
 * @param variants all its values, the other settings being as in those given
 * @param <S> settings
 */
public record Dimension<S>(String name, Workload workload, Function<S, List<S>> variants) {}
