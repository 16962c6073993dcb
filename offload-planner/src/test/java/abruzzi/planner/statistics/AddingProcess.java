package abruzzi.planner.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that adds to a store without end, and tells of each time with a line of one dot. */
final class AddingProcess {
  /** Large enough that a kill often comes in the middle of a write. */
  static final RoutingShape SHAPE = new RoutingShape(1, 60, 384, 8);

  static final int TOKENS_PER_ADD = 3;

  private AddingProcess() {}

  static Process start(Path file) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            AddingProcess.class.getName(),
            file.toString()));
    return new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
  }

  /** Adds until it is killed; the system's output is not buffered beyond a line. */
  public static void main(String[] arguments) throws IOException {
    RoutingRecorder recorder = new RoutingRecorder(SHAPE);
    int[] picks = new int[SHAPE.used()];
    try (StatisticsStore store = StatisticsStore.open(Path.of(arguments[0]), SHAPE)) {
      for (int token = 1; ; token++) {
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
          for (int i = 0; i < picks.length; i++) {
            picks[i] = (token * 31 + layer * 7 + i) % SHAPE.experts();
          }
          recorder.routed(SHAPE.firstLayer() + layer, picks);
        }
        recorder.tokenDone(token);
        if (token % TOKENS_PER_ADD == 0) {
          store.add(recorder);
          System.out.println(".");
        }
      }
    }
  }

  /** Every layer has as many picks as tokens made. */
  static void check(RouterStatistics statistics) {
    for (int layer = 0; layer < SHAPE.layers(); layer++) {
      long picks = 0;
      for (int expert = 0; expert < SHAPE.experts(); expert++) {
        picks += statistics.uses(layer, expert);
      }
      assertEquals(statistics.tokens() * SHAPE.used(), picks, "layer " + layer);
    }
  }
}
