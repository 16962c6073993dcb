package abruzzi.runtime.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.statistics.RouterStatistics;
import abruzzi.planner.statistics.RoutingShape;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.TinyFile;
import abruzzi.runtime.model.TinyModel;
import abruzzi.runtime.model.TinyOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingRecordingTest {
  @TempDir private Path folder;

  @Test
  void singleTokensAreRecordedAndPromptsAreNot() throws IOException {
    StatisticsFolder statistics = new StatisticsFolder(folder.resolve("state"));
    try (KimiModel model = open();
        Session session = Session.open(model, SessionOptions.defaults())) {
      RoutingShape shape = StatisticsFolder.shape(model.config()).orElseThrow();
      RoutingRecording recording = RoutingRecording.start(model, session, statistics).orElseThrow();
      session.feed(1, 2, 3);
      session.feed(4);
      session.feed(5);
      recording.close();
      session.feed(6);
      try (StatisticsStore store = statistics.find(model.file().paths(), shape).orElseThrow()) {
        RouterStatistics read = store.read();
        assertEquals(2, read.tokens());
        for (int layer = 0; layer < shape.layers(); layer++) {
          long picks = 0;
          for (int expert = 0; expert < shape.experts(); expert++) {
            picks += read.uses(layer, expert);
          }
          assertEquals(2L * shape.used(), picks);
        }
      }
    }
  }

  @Test
  void nothingIsWrittenWhereNothingWasGenerated() throws IOException {
    StatisticsFolder statistics = new StatisticsFolder(folder.resolve("state"));
    try (KimiModel model = open();
        Session session = Session.open(model, SessionOptions.defaults())) {
      RoutingRecording.start(model, session, statistics).orElseThrow().close();
      RoutingShape shape = StatisticsFolder.shape(model.config()).orElseThrow();
      assertTrue(statistics.find(model.file().paths(), shape).isEmpty());
      assertFalse(Files.exists(folder.resolve("state")));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenStopsNoSession() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (KimiModel model = open();
        Session session = Session.open(model, SessionOptions.defaults())) {
      RoutingRecording recording =
          RoutingRecording.start(model, session, new StatisticsFolder(file)).orElseThrow();
      session.feed(1);
      session.feed(2);
      recording.close();
      assertEquals(2, session.position());
    }
  }

  private KimiModel open() {
    Path path = new TinyFile(new TinyModel(TinyOptions.kimi(), 1)).write(folder.resolve("m.gguf"));
    return KimiModel.open(path, LoadOptions.threads(1));
  }
}
