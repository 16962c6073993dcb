package abruzzi.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Tiles;
import abruzzi.runtime.model.TilePlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that another process shortens in the middle of a step ends the session, not the JVM. */
class ShrinkingModelTest {
  private static final Path DEMO = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"false, 1, 0, 0", "false, 3, 8000000, 700", "true, 2, 8000000, 700"})
  @Timeout(60)
  void sessionEndsWithOneLine(boolean repacked, int threads, long leftBytes, long afterMillis)
      throws IOException, InterruptedException {
    Path path = dir.resolve("model.gguf");
    if (repacked && Tiles.available()) {
      try (GgufFile file = GgufFile.open(DEMO)) {
        TilePlan.of(file).write(path, new SerialWorkers(), bytes -> {});
      }
    } else {
      Files.copy(DEMO, path);
    }
    long opened = Files.size(path);
    Process child = start(path, threads);
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("ready", output.readLine());
      Thread.sleep(afterMillis);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(leftBytes);
      }
      String reason =
          "became shorter while in use: "
              + leftBytes
              + " bytes, "
              + opened
              + " when opened; restore the file and load it again";
      assertEquals(List.of(reason, "alive"), output.lines().toList());
      assertEquals(0, child.waitFor());
    } finally {
      child.destroyForcibly();
    }
  }

  private Process start(Path model, int threads) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:-CreateCoredumpOnCrash",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            ShrinkingSession.class.getName(),
            model.toString(),
            Integer.toString(threads))
        .directory(dir.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
