package abruzzi.quant.gguf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/** Files that are written beside their targets and moved into place when all are whole. */
final class UnfinishedFiles {
  private final List<PartPlan> parts;
  private final List<Path> targets;
  private final List<Path> temporary;

  UnfinishedFiles(List<PartPlan> parts, List<Path> targets) {
    this.parts = parts;
    this.targets = targets;
    this.temporary = targets.stream().map(t -> beside(t, ".tmp")).toList();
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling(target.getFileName() + ending);
  }

  /** Writes all; a failure leaves nothing. */
  void write() throws IOException {
    try {
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).writeTo(temporary.get(i));
      }
      move();
    } finally {
      delete();
    }
  }

  /**
   * Writes what is not there yet. What is there stays when the disk fails or the process ends, but
   * not when the content itself is at fault.
   *
   * @param whole names the journal
   */
  void continueWriting(Path whole, String about, LongConsumer kept) throws IOException {
    try (WriteJournal journal =
        WriteJournal.open(beside(whole, ".journal"), digest(about), parts.size())) {
      try {
        for (int i = 0; i < parts.size() && !journal.isMoving(); i++) {
          complete(i, journal, kept);
        }
        if (!journal.isMoving()) {
          journal.markMoving();
        }
        move();
      } catch (RuntimeException e) {
        delete();
        journal.delete();
        throw e;
      }
      journal.delete();
    }
  }

  private void complete(int part, WriteJournal journal, LongConsumer kept) throws IOException {
    PartPlan plan = parts.get(part);
    Path path = temporary.get(part);
    int whole = Files.exists(path) ? Math.min(journal.tensors(part), plan.tensors().size()) : 0;
    plan.tensors().subList(0, whole).forEach(tensor -> kept.accept(tensor.info().sizeBytes()));
    plan.continueTo(path, whole, count -> journal.mark(part, count));
  }

  /** The first part, by which all are opened, comes last; some may have been moved before. */
  private void move() throws IOException {
    for (int i = parts.size() - 1; i >= 0; i--) {
      if (Files.exists(temporary.get(i))) {
        Files.move(temporary.get(i), targets.get(i), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private void delete() throws IOException {
    for (Path file : temporary) {
      Files.deleteIfExists(file);
    }
  }

  private String digest(String about) {
    MessageDigest digest = ContentHash.sha256();
    digest.update(about.getBytes(StandardCharsets.UTF_8));
    parts.forEach(part -> digest.update(part.header()));
    return HexFormat.of().formatHex(digest.digest());
  }
}
