package abruzzi.cli.model;

import abruzzi.profiles.ProfileStore;
import abruzzi.runtime.statistics.StatisticsFolder;
import abruzzi.runtime.tuning.TuningFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where this program and its user keep their files.
 *
 * @param home the checkout that the launcher lies in, empty when started without it
 * @param userHome the user's own folder
 * @param state folder for what is remembered between runs; it may not exist yet
 * @param config folder for what the user may want to read and edit; it may not exist yet
 */
public record Installation(Optional<Path> home, Path userHome, Path state, Path config) {
  private static final String DEMO_MODEL = "cli/models/tiny-kimi-q4_k_m.gguf";

  /**
   * Finds the places of this process: {@code abruzzi.home} and {@code user.home} among the
   * properties, {@code XDG_STATE_HOME} and {@code XDG_CONFIG_HOME} in the environment.
   */
  public static Installation of(Properties properties, Map<String, String> environment) {
    Path userHome = Path.of(properties.getProperty("user.home", "."));
    return new Installation(
        Optional.ofNullable(properties.getProperty("abruzzi.home")).map(Path::of),
        userHome,
        folder(environment.get("XDG_STATE_HOME"), userHome.resolve(".local/state")),
        folder(environment.get("XDG_CONFIG_HOME"), userHome.resolve(".config")));
  }

  /**
   * Ours in the folder of a variable, which counts only if it is absolute, as its standard says.
   */
  private static Path folder(String variable, Path otherwise) {
    boolean given = variable != null && Path.of(variable).isAbsolute();
    return (given ? Path.of(variable) : otherwise).resolve("abruzzi");
  }

  /** What is recorded about models' routers. */
  public StatisticsFolder statistics() {
    return new StatisticsFolder(state.resolve("routing"));
  }

  /** The profiles of this user. */
  public ProfileStore profiles() {
    return new ProfileStore(config.resolve("profiles"));
  }

  /** What tuning has found for models on this machine. */
  public TuningFolder tuning() {
    return new TuningFolder(profiles().folder().resolve(ProfileStore.THIS_MACHINE + ".tuned"));
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
