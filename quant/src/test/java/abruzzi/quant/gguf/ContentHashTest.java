package abruzzi.quant.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  @TempDir private Path folder;

  @Test
  void contentCountsAndNamesDoNot() throws IOException {
    byte[] bytes = new byte[3 << 20];
    String hash = hash("a", bytes);
    assertTrue(hash.matches("[0-9a-f]{32}"), hash);
    assertEquals(hash, hash("b", bytes));
    bytes[1000] = 1;
    assertNotEquals(hash, hash("head", bytes));
    bytes[1000] = 0;
    bytes[bytes.length - 1] = 1;
    assertNotEquals(hash, hash("end", bytes));
    assertNotEquals(hash, hash("longer", new byte[(3 << 20) + 1]));
    assertNotEquals(hash, ContentHash.of(List.of(folder.resolve("a"), folder.resolve("b"))));
  }

  @Test
  void smallFilesHaveHashesToo() throws IOException {
    assertNotEquals(hash("none", new byte[0]), hash("one", new byte[1]));
  }

  private String hash(String name, byte[] bytes) throws IOException {
    return ContentHash.of(List.of(Files.write(folder.resolve(name), bytes)));
  }
}
