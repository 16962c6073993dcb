package abruzzi.cli.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where this program and its user keep their files.
 *
 * @param home the checkout that the launcher lies in, empty when started without it
 * @param userHome the user's own folder
 * @param state folder for what is remembered between chats; it may not exist yet
 */
public record Installation(Optional<Path> home, Path userHome, Path state) {
  private static final String DEMO_MODEL = "cli/models/tiny-kimi-q4_k_m.gguf";

  /**
   * Finds the places of this process: {@code abruzzi.home} and {@code user.home} among the
   * properties, {@code XDG_STATE_HOME} in the environment.
   */
  public static Installation of(Properties properties, Map<String, String> environment) {
    Path userHome = Path.of(properties.getProperty("user.home", "."));
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    Path stateHome =
        Path.of(state).isAbsolute() ? Path.of(state) : userHome.resolve(".local/state");
    return new Installation(
        Optional.ofNullable(properties.getProperty("abruzzi.home")).map(Path::of),
        userHome,
        stateHome.resolve("abruzzi"));
  }

  /** Folder for the user's own hardware profiles; it may not exist yet. */
  public Path profiles() {
    return userHome.resolve(".config/abruzzi/profiles");
  }

  /** The demo model of the checkout, if there is a checkout; the file itself may be missing. */
  public Optional<Path> demoModel() {
    return home.map(folder -> folder.resolve(DEMO_MODEL));
  }

  /** A path as a user writes it: a leading {@code ~/} is the user's folder. */
  public Path userPath(String text) {
    return text.startsWith("~/") ? userHome.resolve(text.substring(2)) : Path.of(text);
  }
}
