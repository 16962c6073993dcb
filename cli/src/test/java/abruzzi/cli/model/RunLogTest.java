package abruzzi.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.model.RunLog.Entry;
import abruzzi.cli.model.RunLog.Subject;
import abruzzi.planner.speed.MeasuredRun;
import abruzzi.planner.speed.RunCorrection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  private static final Subject HOST = new Subject("a model", 1000, "Q2_K", 2, true, "");
  private static final Subject CARD = HOST.with("a card");

  @TempDir private Path folder;
  private RunLog log;

  @BeforeEach
  void noRuns() {
    log = new RunLog(folder.resolve("x.runs.jsonl"));
  }

  @Test
  void runsWithACardTeachOfNothingElse() throws IOException {
    log.add(entry(CARD, 3));
    assertEquals(RunCorrection.NONE, log.correction(HOST));
    assertFalse(log.knows(HOST));
    assertTrue(log.knows(CARD));
    assertEquals(3, log.cardCorrection(CARD).orElseThrow().decodeFactor(), 0.01);
    assertEquals(Optional.empty(), log.cardCorrection(HOST.with("another card")));
    Subject other = new Subject("another model", 1000, "Q2_K", 2, true, "a card");
    assertEquals(Optional.empty(), log.cardCorrection(other));
  }

  @Test
  void runsOnTheProcessorsTeachOfTheseWhateverIsToRun() throws IOException {
    log.add(entry(HOST, 2));
    assertEquals(2, log.correction(HOST).decodeFactor(), 0.01);
    assertEquals(2, log.correction(CARD).decodeFactor(), 0.01);
    assertEquals(Optional.empty(), log.cardCorrection(CARD));
  }

  /** With other threads the card is the same, but what ran in the same way says more. */
  @Test
  void otherThreadsCountWhereThereIsNothingBetter() throws IOException {
    Subject one = new Subject("a model", 1000, "Q2_K", 1, true, "a card");
    log.add(entry(one, 3));
    assertEquals(3, log.cardCorrection(CARD).orElseThrow().decodeFactor(), 0.4);
    log.add(entry(CARD, 2));
    assertEquals(2, log.cardCorrection(CARD).orElseThrow().decodeFactor(), 0.01);
  }

  @Test
  void linesOfOlderVersionsAreOfTheProcessors() throws IOException {
    log.add(entry(HOST, 2));
    Path file = log.file();
    String line = Files.readString(file);
    assertTrue(line.contains(",\"device\":\"\""), line);
    Files.writeString(file, line.replace(",\"device\":\"\"", ""));
    assertTrue(log.knows(HOST));
  }

  private static Entry entry(Subject subject, double factor) {
    return new Entry(
        "2026-11-23", subject, 76, new MeasuredRun(1, 100, 100 * factor, 64, 500, 500 * factor));
  }
}
