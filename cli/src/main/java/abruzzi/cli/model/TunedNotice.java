package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.tuning.RunSettings;
import abruzzi.runtime.tuning.TunedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What tuning has found for a model, and the line that says so. */
public final class TunedNotice {
  private TunedNotice() {}

  /** Looks for it; what was found on a machine of another size does not count. */
  static Optional<TunedModel> find(GgufFile file, Console console, Installation installation) {
    try {
      Optional<TunedModel> found = installation.tuning().find(file.paths());
      boolean fits =
          found.isEmpty()
              || found
                  .get()
                  .fits(HardwareProbe.logicalCores(), HardwareProbe.memory().totalBytes());
      if (!fits) {
        console
            .err()
            .println(
                "abruzzi: warning: this machine has changed since the model was tuned; tune it"
                    + " again with: abruzzi tune");
        return Optional.empty();
      }
      found.ifPresent(tuned -> console.err().println(line(tuned)));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(TunedModel tuned) {
    return "Tuned on %s: %s; %.2f times as fast as usual (--no-tuned runs as is usual)"
        .formatted(tuned.date(), text(tuned.settings()), tuned.gain().median());
  }

  /** Settings for people. */
  public static String text(RunSettings settings) {
    List<String> parts = new ArrayList<>();
    if (!settings.device().equals(RunSettings.ANY_DEVICE)) {
      parts.add("--gpu " + settings.device());
    }
    if (settings.usesDevice()) {
      parts.add(settings.activations().name().toLowerCase(Locale.ROOT) + " activations");
    }
    parts.add(settings.threads() == 1 ? "1 thread" : settings.threads() + " threads");
    parts.add("spinning " + settings.spinMicros() + " µs");
    parts.add("batches of " + settings.batchTokens());
    parts.add(settings.copies() ? "repacked" : "not repacked");
    if (settings.copies()) {
      parts.add(settings.largePages() ? "large pages" : "small pages");
    }
    return String.join(", ", parts);
  }
}
