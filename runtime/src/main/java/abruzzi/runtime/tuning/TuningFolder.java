package abruzzi.runtime.tuning;

import abruzzi.quant.gguf.ContentHash;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Where results of tuning lie: one file for each model, named by its content.
 *
 * @param folder need not exist
 */
public record TuningFolder(Path folder) {
  private static final Logger LOG = System.getLogger(TuningFolder.class.getName());
  private static final String SUFFIX = ".json";
  private static final String JOURNAL_SUFFIX = ".trials.jsonl";

  /** What was found for a model. A damaged file counts as none. */
  public Optional<TunedModel> find(List<Path> modelParts) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    Path file = file(modelParts);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Optional<TunedModel> found = TuningJson.line(Files.readString(file), TunedModel.class);
    if (found.isEmpty() || found.get().settings() == null) {
      LOG.log(Level.WARNING, "{0}: damaged, so it is not used; tune the model again", file);
      return Optional.empty();
    }
    return found;
  }

  /** Keeps a result; a reader sees the old one or the new one, never a part. */
  public Path save(List<Path> modelParts, TunedModel tuned) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "tuned", ".part");
    try {
      Files.writeString(part, TuningJson.text(tuned) + "\n");
      return Files.move(
          part,
          file(modelParts),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Forgets the result for a model. */
  public void delete(List<Path> modelParts) throws IOException {
    Files.deleteIfExists(file(modelParts));
  }

  private Path file(List<Path> modelParts) throws IOException {
    return folder.resolve(ContentHash.of(modelParts) + SUFFIX);
  }

  /** Where measurements lie while a model is being tuned. */
  Path journal(List<Path> modelParts) throws IOException {
    return folder.resolve(ContentHash.of(modelParts) + JOURNAL_SUFFIX);
  }
}
