package abruzzi.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.model.Installation;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.VectorWidth;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shapes of what is printed; how fast anything is, no test says. */
class KernelsCommandTest {
  private static final String REPORT =
      """
      {"processor":"Any","cores":4,"java":"25","weight_bytes":1048576,
       "read_bandwidth":[
        {"vector_bits":256,"threads":1,"bytes_per_second":10e9,"buffer_bytes":1},
        {"vector_bits":256,"threads":4,"bytes_per_second":40e9,"buffer_bytes":1}],
       "kernels":[
        {"type":"Q4_K","layout":"rows","vector_bits":256,"threads":1,"rows":1,
         "weights_per_second":8e9,"products_per_second":8e9,"bytes_per_second":4.5e9,
         "bandwidth_fraction":0.45},
        {"type":"Q4_K","layout":"rows","vector_bits":256,"threads":1,"rows":64,
         "weights_per_second":0.5e9,"products_per_second":32e9,"bytes_per_second":0.28e9,
         "bandwidth_fraction":0.028},
        {"type":"Q4_K","layout":"rows","vector_bits":256,"threads":4,"rows":1,
         "weights_per_second":30e9,"products_per_second":30e9,"bytes_per_second":16.9e9,
         "bandwidth_fraction":0.4225},
        {"type":"Q4_K","layout":"rows","vector_bits":256,"threads":4,"rows":64,
         "weights_per_second":2e9,"products_per_second":128e9,"bytes_per_second":1.1e9,
         "bandwidth_fraction":0.0275}]}
      """;

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void kernelsAreMeasuredByTypeLayoutThreadsAndRows() throws Exception {
    String[] command = {
      "bench", "kernels", "--type", "TQ1_0,iq1_m", "--threads", "1,2", "--in-cache", "--json"
    };
    assertEquals(0, captured.execute(with(command, "--sample-ms", "1")), captured.err());
    JsonNode json = new ObjectMapper().readTree(captured.out());
    int layouts = Tiles.available() ? 3 : 2;
    assertEquals(2, json.at("/read_bandwidth").size());
    assertEquals(4 * layouts, json.at("/kernels").size());
    assertEquals("TQ1_0", json.at("/kernels/0/type").asText());
    assertEquals("rows", json.at("/kernels/0/layout").asText());
    assertEquals(1, json.at("/kernels/0/rows").asInt());
    assertEquals(64, json.at("/kernels/1/rows").asInt());
    assertEquals(2, json.at("/kernels/2/threads").asInt());
    for (JsonNode kernel : json.at("/kernels")) {
      assertEquals(VectorWidth.BITS, kernel.at("/vector_bits").asInt());
      assertTrue(kernel.at("/bytes_per_second").asDouble() > 0, kernel.toString());
      assertTrue(kernel.at("/bandwidth_fraction").asDouble() > 0, kernel.toString());
    }
  }

  @Test
  void badNumbersAreBadUsage() {
    for (String[] bad :
        new String[][] {
          {"--type", "I8"},
          {"--threads", "0"},
          {"--width", "64"},
          {"--width", "1024"},
          {"--layout", "columns"},
          {"--size", "1", "--in-cache"},
          {"--json", "--markdown"}
        }) {
      CapturedConsole console = new CapturedConsole();
      assertEquals(2, console.execute(with(new String[] {"bench", "kernels"}, bad)), bad[0]);
    }
    assertEquals(1, captured.execute("bench", "kernels", "--type", "F32", "--layout", "tiles"));
    assertTrue(captured.err().contains("nothing to measure"), captured.err());
  }

  @Test
  void aNarrowerWidthIsMeasuredByTheLauncher() throws IOException {
    KernelsReport report =
        narrower(
                "printf '%s\\n' \"$ABRUZZI_JAVA_OPTIONS\" \"$@\" >\"${0%/*}/call\"; cat \"${0%/*}/report\"")
            .run(256, List.of("--threads=1,4"));
    String call = Files.readString(folder.resolve("call"));
    assertTrue(
        call.endsWith("-XX:MaxVectorSize=32\nbench\nkernels\n--json\n--threads=1,4\n"), call);
    assertEquals(256, report.kernels().get(3).vectorBits());
    assertEquals(40e9, report.readBandwidth().get(1).bytesPerSecond());
    KernelsReport twice = report.and(report);
    assertEquals(8, twice.kernels().size());
    assertEquals(4, twice.readBandwidth().size());
  }

  @Test
  void aFailureOfTheOtherProcessIsAFailure() throws IOException {
    NarrowerProcess failing = narrower("exit 3");
    CommandFailedException fault =
        assertThrows(CommandFailedException.class, () -> failing.run(128, List.of()));
    assertEquals("the process with vectors of 128 bit ended with code 3", fault.getMessage());
    NarrowerProcess garbled = narrower("echo '{\"kernels\":'");
    assertThrows(java.io.UncheckedIOException.class, () -> garbled.run(128, List.of()));
    NarrowerProcess alone =
        new NarrowerProcess(
            captured.console(), new Installation(Optional.empty(), folder, folder, folder));
    assertTrue(
        assertThrows(CommandFailedException.class, () -> alone.run(128, List.of()))
            .getMessage()
            .contains("need the launcher"));
  }

  @Test
  void peopleAndPagesGetTables() throws IOException {
    KernelsReport report = narrower("cat \"${0%/*}/report\"").run(256, List.of());
    PrintStream out = captured.console().out();
    new KernelsText(out, report).print();
    assertTrue(
        captured
            .out()
            .contains("256 bit: read bandwidth 10.0 GB/s with 1 thread, 40.0 GB/s with 4 threads"),
        captured.out());
    assertTrue(
        captured.out().contains("Q4_K  rows     256        4    30.0  16.9     42 %      128\n"),
        captured.out());
    CapturedConsole page = new CapturedConsole();
    new KernelsText(page.console().out(), report).printMarkdown();
    assertEquals(
        """
        Any, 4 cores; Java 25; 1.00 MiB of weights.

        256 bit: read bandwidth 10.0 GB/s with 1 thread, 40.0 GB/s with 4 threads.

        | type | layout | 1 thread: G/s | GB/s | of read | prefill | 4 threads: G/s | GB/s | of read | prefill |
        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|
        | Q4_K | rows | 8.00 | 4.50 | 45 % | 32.0 | 30.0 | 16.9 | 42 % | 128 |
        """,
        page.out());
  }

  /** A launcher that runs a line of shell. */
  private NarrowerProcess narrower(String line) throws IOException {
    Path launcher = folder.resolve("abruzzi");
    Files.writeString(launcher, "#!/bin/sh\n" + line + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(folder.resolve("report"), REPORT);
    return new NarrowerProcess(
        captured.console(), new Installation(Optional.of(folder), folder, folder, folder));
  }

  private static String[] with(String[] command, String... more) {
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
