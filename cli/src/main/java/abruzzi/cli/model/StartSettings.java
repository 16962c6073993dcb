package abruzzi.cli.model;

import abruzzi.dense.gpu.ActivationForm;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.tuning.RunSettings;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model is to be run: as the user says, else as tuning has found, else as is usual.
 *
 * @param threads threads that compute; the plan decides when absent
 * @param spinMicros how long they wait in a loop before they sleep; the plan decides when absent
 * @param batchTokens tokens of a prompt computed together
 * @param repack what the user says of copies
 * @param tunedCopies what tuning has found of them
 * @param largePages whether copies lie in large pages
 * @param device what computes the dense part
 * @param activations what products there take
 */
record StartSettings(
    OptionalInt threads,
    OptionalInt spinMicros,
    int batchTokens,
    RepackChoice repack,
    Optional<Boolean> tunedCopies,
    boolean largePages,
    WantedDevice device,
    ActivationForm activations) {
  /** As is usual. */
  static StartSettings usual() {
    return new StartSettings(
        OptionalInt.empty(),
        OptionalInt.empty(),
        SessionOptions.defaults().batchTokens(),
        RepackChoice.AUTO,
        Optional.empty(),
        true,
        WantedDevice.ANY,
        ActivationForm.EXACT);
  }

  /** These settings and no others. */
  static StartSettings exactly(RunSettings settings) {
    return new StartSettings(
        OptionalInt.of(settings.threads()),
        OptionalInt.of(settings.spinMicros()),
        settings.batchTokens(),
        RepackChoice.AUTO,
        Optional.of(settings.copies()),
        settings.largePages(),
        WantedDevice.tuned(settings),
        settings.activations());
  }

  /** Whether weights are copied into memory. */
  boolean copies(long modelBytes, boolean repacked) {
    boolean tuned = repack == RepackChoice.AUTO && tunedCopies.isPresent();
    return tuned ? tunedCopies.get() : repack.copies(modelBytes, repacked);
  }

  /**
   * How much memory copies may take.
   *
   * @param plannedBytes what a plan has room for
   */
  long copyBytes(long modelBytes, boolean repacked, long plannedBytes) {
    return copies(modelBytes, repacked) ? repack.bytes(plannedBytes) : 0;
  }
}
