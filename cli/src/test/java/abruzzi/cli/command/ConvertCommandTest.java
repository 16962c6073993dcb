package abruzzi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** What {@code convert} says when it cannot; conversions themselves are tested in the runtime. */
class ConvertCommandTest {
  @TempDir private Path folder;

  private void assertRefused(int code, String reason, String... arguments) {
    CapturedConsole console = new CapturedConsole();
    assertEquals(code, console.execute(arguments), console.err());
    assertTrue(console.err().contains(reason), console.err());
  }

  @Test
  void badInputIsOneLine() throws IOException {
    String out = folder.resolve("out.gguf").toString();
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    assertRefused(1, empty + ": has no config.json", "convert", empty, out);
    Files.writeString(
        folder.resolve("empty/config.json"), "{\"architectures\":[\"DeepseekV3ForCausalLM\"]}");
    assertRefused(1, empty + ": has no safetensors files", "convert", empty, out);
    Files.writeString(folder.resolve("empty/model.safetensors"), "short");
    assertRefused(1, "model.safetensors: is no safetensors file", "convert", empty, out);
    assertRefused(1, "exists already", "convert", empty, folder + "/empty/config.json");
    assertRefused(2, "expected a size as in 40GiB", "convert", empty, out, "--split-size", "much");
  }

  @Test
  void sizesWithUnits() {
    ByteSizeConverter sizes = new ByteSizeConverter();
    assertEquals(40L << 30, sizes.convert("40GiB"));
    assertEquals(500_000_000, sizes.convert("500 MB"));
    assertEquals(2_000_000_000_000L, sizes.convert("2t"));
    assertEquals(17, sizes.convert("17"));
    assertThrows(TypeConversionException.class, () -> sizes.convert("-1G"));
  }
}
