package abruzzi.profiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The profiles of a user, one file {@code NAME.json} each in one folder, and those that come with
 * the program, which a user's own of the same name replaces.
 *
 * @param folder of the user's own; need not exist
 */
public record ProfileStore(Path folder) {
  /** Name of the profile of the machine itself. */
  public static final String THIS_MACHINE = "this-machine";

  private static final String SUFFIX = ".json";
  private static final ProfileJson JSON = new ProfileJson();

  /** Profiles that come with the program: estimates for typical machines. */
  private static final List<String> SHIPPED =
      List.of(
          "a100x1-512gb",
          "cpu-only-64gb",
          "rtx3090-128gb",
          "rtx4090-256gb-ddr5-2ch",
          "rtx4090-256gb-ddr5-8ch");

  /** Names of the profiles that come with the program. */
  public static List<String> shippedNames() {
    return SHIPPED;
  }

  /** Names of the user's own profiles. */
  public List<String> ownNames() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  /**
   * Finds a profile by its name.
   *
   * @throws ProfileFormatException if its file is damaged
   * @throws IllegalArgumentException if the name is none
   */
  public Optional<HardwareProfile> find(String name) throws IOException {
    ProfileName.check(name);
    Path file = file(name);
    if (Files.exists(file)) {
      try (InputStream json = Files.newInputStream(file)) {
        return Optional.of(JSON.read(file.toString(), json));
      }
    }
    return SHIPPED.contains(name) ? Optional.of(shipped(name)) : Optional.empty();
  }

  /**
   * The profile of a name.
   *
   * @throws IllegalArgumentException if there is none; the message names those that there are
   */
  public HardwareProfile get(String name) throws IOException {
    Optional<HardwareProfile> found = find(name);
    if (found.isEmpty()) {
      List<String> names = Stream.concat(ownNames().stream(), SHIPPED.stream()).distinct().toList();
      throw new IllegalArgumentException(
          "profile=" + name + ", expected one of " + String.join(", ", names));
    }
    return found.get();
  }

  /** Keeps a profile under its name; a reader sees the old file or the new one, never a part. */
  public Path save(HardwareProfile profile) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, profile.name(), ".part");
    try {
      Files.write(part, JSON.write(profile));
      return Files.move(
          part,
          file(profile.name()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Where a user's own profile lies, or would lie. */
  public Path file(String name) {
    return folder.resolve(name + SUFFIX);
  }

  private static HardwareProfile shipped(String name) throws IOException {
    String resource = "shipped/" + name + SUFFIX;
    try (InputStream json = ProfileStore.class.getResourceAsStream(resource)) {
      if (json == null) {
        throw new IOException("resource " + resource + " is missing from the program");
      }
      return JSON.read(resource, json);
    }
  }
}
