package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.gpu.ActivationForm;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.kernel.Tiles;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.WorkerOptions;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.synthetic.SyntheticModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMemoryTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  @Test
  void whatIsMappedIsNeededAndWhatIsCopiedIsTaken() {
    ModelMemory memory = new ModelMemory(8 * GIB, 13 * GIB);
    long margin = ModelMemory.MARGIN_BYTES;
    // both mapped: the file twice, of which nothing is taken yet
    assertTrue(memory.twiceIn(16 * GIB + margin + 1, false, 0, false));
    assertFalse(memory.twiceIn(16 * GIB + margin, false, 0, false));
    // copies beside the mapped file take what tiles take, not what the file does
    assertTrue(memory.twiceIn(21 * GIB + margin + 1, false, 0, true));
    assertFalse(memory.twiceIn(21 * GIB + margin, false, 0, true));
    // copies that are made are not available any more; what they left out is still mapped
    assertTrue(memory.twiceIn(8 * GIB + margin + 1, true, 13 * GIB, false));
    assertFalse(memory.twiceIn(8 * GIB + margin + 1, true, 12 * GIB, false));
  }

  @Test
  void copiesAreAsLargeAsTheyWillBe() throws IOException {
    Path path = write();
    try (KimiModel model = open(path, true)) {
      ModelMemory memory = ModelMemory.of(model.file());
      assertEquals(model.file().sizeBytes(), memory.mappedBytes());
      double part = (double) model.copiedBytes() / memory.copiedBytes();
      assertEquals(1, part, 0.1);
      assertEquals(Tiles.available(), memory.copiedBytes() > memory.mappedBytes());
    }
  }

  @Test
  void oneOfTwoModelsGoesWhereCopiesDoNotFitBeside() throws IOException {
    Path path = write();
    ModelMemory memory;
    try (GgufFile file = GgufFile.open(path)) {
      memory = ModelMemory.of(file);
    }
    long both = memory.mappedBytes() + memory.copiedBytes() + ModelMemory.MARGIN_BYTES;
    assertEquals(3, loads(path, both));
    assertEquals(2, loads(path, both + 1));
  }

  /** How often a model is loaded to be tried mapped, copied, and mapped again. */
  private static int loads(Path path, long availableBytes) {
    RunSettings mapped =
        new RunSettings(1, 0, 128, false, true, RunSettings.ANY_DEVICE, ActivationForm.EXACT);
    AtomicInteger loads = new AtomicInteger();
    ModelTrials.Opener opener =
        settings -> {
          loads.incrementAndGet();
          return open(path, settings.copies());
        };
    try (ModelTrials trials =
        new ModelTrials(opener, SessionOptions.defaults(), () -> availableBytes)) {
      trials.use(new ModelTrials.Lengths(8, 2, 16));
      trials.measure(mapped, Workload.EXCHANGE);
      trials.measure(mapped.withCopies(true), Workload.EXCHANGE);
      trials.measure(mapped, Workload.EXCHANGE);
    }
    return loads.get();
  }

  private static KimiModel open(Path path, boolean copies) {
    LoadOptions options = LoadOptions.of(new WorkerOptions(1, 0));
    return KimiModel.open(
        path, copies ? options.withCopies((bytes, repacked) -> Long.MAX_VALUE) : options);
  }

  private Path write() throws IOException {
    Path path = folder.resolve("tiny.gguf");
    SyntheticModel.write(path, SyntheticShape.parse("tiny:4:IQ2_XXS"), 1, bytes -> {});
    return path;
  }
}
