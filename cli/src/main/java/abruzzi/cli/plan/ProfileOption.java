package abruzzi.cli.plan;

import abruzzi.cli.model.Installation;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileJson;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --profile}. */
final class ProfileOption {
  private static final String JSON = ".json";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = {
        "A hardware profile by its name (abruzzi profile list), or a file that ends in .json;",
        "without this option, the profile of this machine."
      })
  private String profile;

  /**
   * The machine.
   *
   * @throws IllegalArgumentException if there is no profile of that name
   */
  HardwareProfile machine(Installation installation) {
    ProfileStore store = new ProfileStore(installation.profiles());
    try {
      if (profile == null) {
        return store.find(ProfileStore.THIS_MACHINE).orElseGet(ProfileOption::probed);
      }
      return profile.endsWith(JSON) ? read(installation.userPath(profile)) : store.get(profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HardwareProfile read(Path file) throws IOException {
    try (InputStream json = Files.newInputStream(file)) {
      return new ProfileJson().read(file.toString(), json);
    }
  }

  private static HardwareProfile probed() {
    return new HardwareProfile(
        ProfileStore.THIS_MACHINE,
        HardwareProbe.cpu(),
        HardwareProbe.memory(),
        List.of(),
        List.of(),
        null);
  }
}
