package abruzzi.runtime.model;

import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.ResidentExpert;
import abruzzi.experts.ExpertWeights;
import abruzzi.quant.kernel.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Routed experts by layer and number, as in a file of lines such as {@code 3 17 42}: the layer,
 * then experts of it. What follows a {@code #} is a remark.
 */
public final class ExpertList {
  private static final Pattern LINE = Pattern.compile("(\\d{1,6}(\\s+\\d{1,6})+)?");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final ExpertList NONE = new ExpertList("", new TreeMap<>());

  private final String source;
  private final SortedMap<Integer, SortedSet<Integer>> layers;

  private ExpertList(String source, SortedMap<Integer, SortedSet<Integer>> layers) {
    this.source = source;
    this.layers = layers;
  }

  /** No experts. */
  public static ExpertList none() {
    return NONE;
  }

  /**
   * Experts by layer.
   *
   * @param source what messages call the list
   */
  public static ExpertList of(String source, SortedMap<Integer, SortedSet<Integer>> layers) {
    return new ExpertList(source, layers);
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException for lines of another kind
   */
  public static ExpertList read(Path file) throws IOException {
    SortedMap<Integer, SortedSet<Integer>> layers = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String text = line.replaceFirst("#.*", "").strip();
      if (!LINE.matcher(text).matches()) {
        throw new IllegalArgumentException(
            file + " line " + number + ": expected a layer and experts of it, as in '3 17 42'");
      }
      if (!text.isEmpty()) {
        String[] words = SPACE.split(text, -1);
        SortedSet<Integer> experts =
            layers.computeIfAbsent(Integer.valueOf(words[0]), layer -> new TreeSet<>());
        for (int i = 1; i < words.length; i++) {
          experts.add(Integer.valueOf(words[i]));
        }
      }
    }
    return new ExpertList(file.toString(), layers);
  }

  /** Experts by layer. */
  public SortedMap<Integer, SortedSet<Integer>> layers() {
    return Collections.unmodifiableSortedMap(layers);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return layers.isEmpty();
  }

  /**
   * The weights of the experts.
   *
   * @param model the routed experts of each layer, null for layers without
   * @throws IllegalArgumentException if the model lacks one
   */
  List<ResidentExpert> of(List<ExpertWeights> model) {
    List<ResidentExpert> residents = new ArrayList<>();
    layers.forEach(
        (layer, experts) -> {
          ExpertWeights weights = layer < model.size() ? model.get(layer) : null;
          for (int expert : experts) {
            if (weights == null || expert >= weights.experts()) {
              throw new IllegalArgumentException(
                  source + ": the model has no expert " + expert + " in layer " + layer);
            }
            residents.add(new ResidentExpert(layer, expert, weightsOf(weights, expert)));
          }
        });
    return residents;
  }

  /** Gate and up may be one stack, per expert first the gate rows and then the up rows. */
  private static FeedForwardWeights weightsOf(ExpertWeights weights, int expert) {
    long width = weights.expertHidden();
    boolean fused = weights.up() == null;
    Matrix gate = weights.gate().slice((fused ? 2L : 1L) * expert * width, width);
    Matrix up =
        fused
            ? weights.gate().slice((2L * expert + 1) * width, width)
            : weights.up().slice(expert * width, width);
    Matrix down = weights.down().slice((long) expert * weights.hidden(), weights.hidden());
    return new FeedForwardWeights(gate, up, down);
  }
}
