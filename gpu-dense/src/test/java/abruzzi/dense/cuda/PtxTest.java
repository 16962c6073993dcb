package abruzzi.dense.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import abruzzi.dense.device.DeviceProgram;
import abruzzi.dense.gpu.KernelPrograms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernels that were compiled ahead for CUDA are those of the sources. After a change of the
 * sources, they are compiled again with {@code -Dabruzzi.ptx.write=true}, where NVIDIA's toolkit is
 * installed.
 */
class PtxTest {
  private static final Path FOLDER = Path.of("src/main/resources/abruzzi/dense/cuda/ptx");
  private static final boolean WRITE = Boolean.getBoolean("abruzzi.ptx.write");
  private static final List<String> CARDS = List.of("sm_75", "sm_89", "sm_90");
  private static final List<String> RECOMPILED = List.of("dense", "attention-f16", "product-q4_k");

  @TempDir Path folder;

  @BeforeAll
  static void writeIfWanted() throws IOException {
    if (WRITE) {
      Path folder = Files.createTempDirectory("ptx");
      Files.createDirectories(FOLDER);
      for (DeviceProgram program : KernelPrograms.all()) {
        Path file = FOLDER.resolve(program.name() + ".ptx.gz");
        PtxCompiler.write(PtxCompiler.compile(program, folder), file);
      }
    }
  }

  /** What lies among the sources, which the class path may not have yet. */
  private static String delivered(DeviceProgram program) throws IOException {
    Path file = FOLDER.resolve(program.name() + ".ptx.gz");
    try (InputStream text = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(text.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void theClassPathHasThem() throws IOException {
    DeviceProgram program = KernelPrograms.all().get(0);
    assertTrue(CudaPrograms.ptx(program.name()).startsWith("// " + program.name()));
  }

  @Test
  void everyProgramWasCompiledFromItsSource() throws IOException {
    for (DeviceProgram program : KernelPrograms.all()) {
      String first = delivered(program).lines().findFirst().orElseThrow();
      assertEquals(
          PtxCompiler.origin(program),
          first,
          "sources of kernels have changed: compile them with -Dabruzzi.ptx.write=true");
    }
  }

  @Test
  void nothingElseIsDelivered() throws IOException {
    List<String> names = new ArrayList<>();
    KernelPrograms.all().forEach(program -> names.add(program.name() + ".ptx.gz"));
    try (var files = Files.list(FOLDER)) {
      List<String> found = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertEquals(names.stream().sorted().toList(), found);
    }
  }

  @Test
  void theCompilerStillGivesTheSame() throws IOException {
    assumeTrue(PtxCompiler.isInstalled(), "nvcc and ptxas are not installed");
    for (DeviceProgram program : KernelPrograms.all()) {
      if (RECOMPILED.contains(program.name())) {
        String compiled = PtxCompiler.compile(program, folder);
        assertEquals(compiled, delivered(program), program.name());
      }
    }
  }

  /** When all were compiled, prints what they need, as in the module's README; else, of some. */
  @Test
  void nothingSpills() throws IOException {
    assumeTrue(PtxCompiler.isInstalled(), "nvcc and ptxas are not installed");
    Map<String, int[]> needs = new TreeMap<>();
    for (DeviceProgram program : KernelPrograms.all()) {
      if (!WRITE && !RECOMPILED.contains(program.name())) {
        continue;
      }
      String ptx = delivered(program);
      List<String> cards = RECOMPILED.contains(program.name()) ? CARDS : List.of("sm_89");
      for (String card : cards) {
        List<PtxCompiler.Usage> usages = PtxCompiler.assemble(ptx, card, folder);
        assertTrue(!usages.isEmpty(), program.name());
        for (PtxCompiler.Usage usage : usages) {
          assertEquals(0, usage.spilledBytes(), program.name() + " " + usage + " " + card);
          if (card.equals("sm_89")) {
            String kind = program.name().endsWith("-rounded") ? " (rounded)" : "";
            int[] most = needs.computeIfAbsent(usage.kernel() + kind, k -> new int[] {999, 0, 0});
            most[0] = Math.min(most[0], usage.registers());
            most[1] = Math.max(most[1], usage.registers());
            most[2] = Math.max(most[2], usage.sharedBytes());
          }
        }
      }
    }
    needs.forEach(
        (kernel, need) ->
            System.out.printf("| %s | %d-%d | %d | 0 |%n", kernel, need[0], need[1], need[2]));
  }
}
