package abruzzi.cli.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.model.Installation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {
  @TempDir private Path folder;

  @Test
  void whatRunGeneratesIsRecordedShownAndForgotten() throws IOException {
    assertTrue(execute(1, "stats").err().contains("nothing was recorded yet"));
    execute(0, "run", "--raw", "-p", "Once upon a time", "-n", "9", "--ignore-eos");
    JsonNode json = json("stats", "--json");
    assertEquals(8, json.at("/tokens").asInt(), "of 9 tokens the last is not fed");
    assertEquals(5, json.at("/per_layer").size());
    assertEquals(1, json.at("/per_layer/0/layer").asInt());
    double before = 0;
    for (JsonNode rate : json.at("/hit_rates")) {
      double hits = rate.at("/most_used").asDouble();
      assertTrue(hits >= before && hits >= rate.at("/least_recently_used").asDouble());
      before = hits;
    }
    assertEquals(1, before, 1e-12);
    CapturedConsole text = execute(0, "stats");
    assertTrue(text.out().contains("8 tokens recorded; 5 layers of 32 experts"), text.out());
    assertTrue(text.out().contains("####"), text.out());
    assertEquals(0, json("stats", "--reset", "--json").at("/tokens").asInt());
  }

  private JsonNode json(String... arguments) throws IOException {
    return new ObjectMapper().readTree(execute(0, arguments).out());
  }

  private CapturedConsole execute(int code, String... arguments) {
    CapturedConsole captured = new CapturedConsole();
    Installation user = new Installation(Optional.of(Path.of("..")), folder, folder, folder);
    assertEquals(code, captured.execute(user, arguments), captured.err());
    return captured;
  }
}
