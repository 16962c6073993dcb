package abruzzi.cli.quantize;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.InputProducts;
import abruzzi.runtime.calibration.Calibration;
import abruzzi.runtime.evaluation.TextWindows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records what {@code --error-feedback} needs to know of the inputs of tensors. */
final class FeedbackRecording {
  private final Console console;
  private final Path model;
  private final List<TensorInfo> tensors;
  private final int threads;

  /**
   * A recording to be made.
   *
   * @param tensors whose inputs are needed
   * @throws CommandFailedException if there are none, or too many for the memory
   */
  FeedbackRecording(Console console, Path model, List<TensorInfo> tensors, int threads) {
    this.console = console;
    this.model = model;
    this.tensors = tensors;
    this.threads = threads;
    if (tensors.isEmpty()) {
      throw new CommandFailedException(
          "--error-feedback: no tensor would be quantized to TQ1_0 or TQ2_0; leave it out");
    }
    requireMemory();
  }

  /** A quarter of the heap stays for what is not sums. */
  private void requireMemory() {
    long needed = 0;
    for (TensorInfo tensor : tensors) {
      needed += InputProducts.bytes(tensor.dim(2), tensor.dim(0));
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap - heap / 4) {
      throw new CommandFailedException(
          ("--error-feedback: products of the inputs of %d tensors need %s, three quarters of the"
                  + " heap are %s; give other types to some with --tensor-type, or a larger heap")
              .formatted(tensors.size(), Units.bytes(needed), Units.bytes(heap - heap / 4)));
    }
  }

  /** Reads the text. */
  Map<String, InputProducts> read(TextWindows text) {
    try (Calibration<InputProducts> calibration =
            new Calibration<>(model, threads, text.windowTokens(), this::products);
        Progress progress = Progress.start(console, "Reading", Progress.Unit.STEPS, text.count())) {
      calibration.read(text.ids(), text.count(), progress::to);
      return calibration.recorded();
    }
  }

  private Optional<InputProducts> products(TensorInfo tensor) {
    return tensors.stream().anyMatch(wanted -> wanted.name().equals(tensor.name()))
        ? Optional.of(
            new InputProducts(Math.toIntExact(tensor.dim(2)), Math.toIntExact(tensor.dim(0))))
        : Optional.empty();
  }
}
