package abruzzi.cli.model;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.TensorClass;
import abruzzi.planner.speed.CorrectionFit;
import abruzzi.planner.speed.CorrectionFit.Evidence;
import abruzzi.planner.speed.MeasuredRun;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.ProfileStore;
import abruzzi.quant.gguf.GgmlType;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured on a machine beside what had been predicted, kept beside its profile: one JSON
 * object in each line, the newest last. A damaged line is passed over.
 *
 * @param file need not exist
 */
public record RunLog(Path file) {
  private static final String SUFFIX = ".runs.jsonl";
  private static final int MOST_LINES = 500;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** How much runs of the same model count, beside those of any other. */
  private static final double SAME_MODEL = 1000;

  /** The same for models whose routed experts are stored alike. */
  private static final double SAME_TYPE = 4;

  /**
   * A line.
   *
   * @param date day of the run
   * @param subject what ran
   * @param depthTokens tokens in the context, on average
   * @param run the times
   */
  public record Entry(
      String date, @JsonUnwrapped Subject subject, int depthTokens, MeasuredRun run) {}

  /**
   * What runs.
   *
   * @param model name of the model
   * @param weightBytes its size
   * @param expertType storage type of most of its routed experts, empty where it has none
   * @param threads threads that compute
   * @param copies whether its weights are copied into memory
   * @param device the graphics card that computes the dense part, empty for the processors
   */
  public record Subject(
      String model,
      long weightBytes,
      String expertType,
      int threads,
      boolean copies,
      String device) {
    /** Lines of older versions are of runs without a card. */
    public Subject {
      device = device == null ? "" : device;
    }

    /** A model that runs in some way on the processors. */
    public static Subject of(PlannedModel model, int threads, boolean copies) {
      return new Subject(
          model.name(),
          model.inventory().total().bytes(),
          model.inventory().mostOf(TensorClass.ROUTED_EXPERTS).map(GgmlType::name).orElse(""),
          threads,
          copies,
          "");
    }

    /** The same with a graphics card. */
    public Subject with(String card) {
      return new Subject(model, weightBytes, expertType, threads, copies, card);
    }

    private boolean sameModelAndDevice(Subject other) {
      return model.equals(other.model)
          && weightBytes == other.weightBytes
          && device.equals(other.device);
    }

    /** How much a run of another one says of this one. */
    private double likeness(Subject other) {
      if (equals(other)) {
        return SAME_MODEL;
      }
      return expertType.equals(other.expertType) && copies == other.copies ? SAME_TYPE : 1;
    }
  }

  /** The log of a profile. */
  public static RunLog of(ProfileStore store, String profile) {
    return new RunLog(store.folder().resolve(profile + SUFFIX));
  }

  /** All lines that can be read. */
  List<Entry> entries() throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(RunLog::parse).flatMap(Optional::stream).toList()
        : List.of();
  }

  /** Nothing of a line that was being written when the machine went down. */
  private static Optional<Entry> parse(String line) {
    try {
      return Optional.of(MAPPER.readValue(line, Entry.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Adds a line; the oldest go when there are many. */
  void add(Entry entry) throws IOException {
    Files.createDirectories(file.getParent());
    String line = MAPPER.writeValueAsString(entry) + "\n";
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.size() < MOST_LINES) {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else {
      List<String> newest = lines.subList(lines.size() - MOST_LINES / 2, lines.size());
      Files.writeString(file, String.join("\n", newest) + "\n" + line);
    }
  }

  /** Forgets all runs: they were compared with rates that do not count any more. */
  public void clear() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Whether what is to run has run before. */
  boolean knows(Subject subject) throws IOException {
    return latest().containsKey(subject);
  }

  /**
   * What the latest run of each model on the processors taught of them. Runs of the same model say
   * most; those with experts of the same storage type say more than others.
   *
   * @param subject what is to run
   */
  public RunCorrection correction(Subject subject) throws IOException {
    List<Evidence> evidence = new ArrayList<>();
    latest()
        .forEach(
            (other, run) -> {
              if (other.device.isEmpty()) {
                evidence.add(new Evidence(run, subject.with("").likeness(other)));
              }
            });
    return CorrectionFit.of(evidence);
  }

  /**
   * What runs of the same model with the same card taught of the two together; empty without such
   * runs. Those of other models say little: how much of them a card computes differs.
   *
   * @param subject what is to run, with a card
   */
  public Optional<RunCorrection> cardCorrection(Subject subject) throws IOException {
    List<Evidence> evidence = new ArrayList<>();
    latest()
        .forEach(
            (other, run) -> {
              if (subject.sameModelAndDevice(other)) {
                evidence.add(new Evidence(run, subject.likeness(other)));
              }
            });
    return evidence.isEmpty() ? Optional.empty() : Optional.of(CorrectionFit.of(evidence));
  }

  private Map<Subject, MeasuredRun> latest() throws IOException {
    Map<Subject, MeasuredRun> latest = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      if (entry.run() != null && entry.run().decodeMs() > 0) {
        latest.put(entry.subject(), entry.run());
      }
    }
    return latest;
  }
}
