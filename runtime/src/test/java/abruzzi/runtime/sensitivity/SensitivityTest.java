package abruzzi.runtime.sensitivity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.evaluation.TextWindows;
import abruzzi.runtime.sensitivity.SensitivityTable.Heading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of the demo model's first layer, on a few random tokens. */
class SensitivityTest {
  private static final Path PATH = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");
  private static final int WINDOW = 16;
  private static final TextWindows TEXT =
      TextWindows.of(new SplittableRandom(6).ints(2 * WINDOW, 0, 4096).toArray(), WINDOW, 2);
  private static final Heading ABOUT = new Heading("demo", "none", "random", WINDOW, 2);

  @TempDir private Path folder;

  private SensitivityTable measure(Path path, List<TensorGroup> groups, GgufFile file)
      throws IOException {
    SensitivityTable table =
        SensitivityTable.read(path).isPresent()
            ? SensitivityTable.read(path).get()
            : SensitivityTable.create(path, ABOUT);
    List<Integer> told = new ArrayList<>();
    new Sensitivity(file, null, TEXT, 2).complete(table, groups, folder.resolve("base"), told::add);
    assertEquals(Sensitivity.measurements(groups), told.get(told.size() - 1));
    assertTrue(table.isComplete(groups));
    assertFalse(Files.exists(folder.resolve("base")));
    return table;
  }

  @Test
  void whatIsBrokenOffAndContinuedIsTheSame() throws IOException {
    try (GgufFile file = GgufFile.open(PATH)) {
      List<TensorGroup> groups =
          TensorGroup.of(file.tensors(), name -> name.startsWith("blk.0.attn"));
      Path path = folder.resolve("table");
      SensitivityTable table = measure(path, groups, file);
      for (TensorGroup group : groups) {
        Map<GgmlType, Double> losses = table.allLosses(group);
        assertEquals(Sensitivity.CANDIDATES.size(), losses.size());
        assertTrue(losses.get(GgmlType.IQ1_M) > losses.get(GgmlType.IQ4_XS), losses.toString());
        assertTrue(losses.get(GgmlType.IQ4_XS) > losses.get(GgmlType.Q8_0), losses.toString());
      }
      String whole = Files.readString(path);
      int cut = whole.lastIndexOf('\n', whole.length() - 2) - 20;
      Files.writeString(path, whole.substring(0, cut));
      assertFalse(SensitivityTable.read(path).orElseThrow().isComplete(groups));
      measure(path, groups, file);
      assertEquals(whole, Files.readString(path));
    }
  }

  @Test
  void tensorsThatDoAlikeAreAGroup() {
    try (GgufFile file = GgufFile.open(PATH)) {
      List<TensorGroup> groups =
          TensorGroup.of(file.tensors(), name -> !name.contains("down_exps"));
      assertEquals(5 + 5 * 7 + 2, groups.size(), groups.toString());
      List<String> keys =
          groups.stream()
              .filter(group -> group.name().equals("blk.1.attn_kv"))
              .flatMap(group -> group.tensors().stream())
              .map(tensor -> tensor.name())
              .sorted()
              .toList();
      assertEquals(
          List.of("blk.1.attn_k_b.weight", "blk.1.attn_kv_a_mqa.weight", "blk.1.attn_v_b.weight"),
          keys);
    }
  }

  @Test
  void anotherFileIsNoTable() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "{\"a\":1}\n");
    assertThrows(IllegalArgumentException.class, () -> SensitivityTable.read(other));
    assertTrue(SensitivityTable.read(folder.resolve("none")).isEmpty());
  }
}
