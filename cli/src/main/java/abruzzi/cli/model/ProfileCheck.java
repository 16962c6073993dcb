package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.ErrorLine;
import abruzzi.cli.console.SafeText;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileDrift;
import abruzzi.profiles.ProfileStore;
import abruzzi.profiles.RateGaps;
import abruzzi.runtime.benchmark.MachineBenchmark;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Looks whether this machine is still the one that its profile was measured on, and whether the
 * profile knows what this version computes with. That goes on beside the loading of the model:
 * reading the profile takes as long as a tenth of that.
 */
public final class ProfileCheck {
  private final CompletableFuture<Optional<String>> warning;

  private ProfileCheck(ProfileStore profiles) {
    warning = CompletableFuture.supplyAsync(() -> check(profiles));
  }

  static ProfileCheck start(ProfileStore profiles) {
    return new ProfileCheck(profiles);
  }

  /** A damaged profile is something to tell as well, but nothing to stop for. */
  private static Optional<String> check(ProfileStore profiles) {
    try {
      return profiles.find(ProfileStore.THIS_MACHINE).flatMap(ProfileCheck::reason);
    } catch (IOException | RuntimeException e) {
      return Optional.of(ErrorLine.of(e));
    }
  }

  /** Why this machine should be measured again, empty for no reason. */
  public static Optional<String> reason(HardwareProfile profile) {
    List<String> differences = ProfileDrift.between(profile, ProfileDrift.Observed.quickly());
    if (!differences.isEmpty()) {
      return Optional.of(
          "this machine has changed since it was measured ("
              + String.join("; ", differences)
              + "); plans go by the memory that there is now; measure it again with: abruzzi"
              + " profile measure");
    }
    List<String> gaps = RateGaps.in(profile.kernels(), MachineBenchmark.computed());
    return gaps.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the profile of this machine is out of date ("
                + String.join("; ", gaps)
                + "); measure it again with: abruzzi profile measure");
  }

  /** Says so in one line if it is not. */
  void print(Console console) {
    warning.join().ifPresent(text -> console.err().println(line(text)));
  }

  /** The line that warns of it. */
  public static String line(String text) {
    return "abruzzi: warning: " + SafeText.of(text);
  }
}
