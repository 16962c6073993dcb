package abruzzi.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class InstallationTest {
  @Test
  void theLauncherSaysWhereTheDemoModelIs() {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/me");
    assertEquals(Optional.empty(), Installation.of(properties, Map.of()).demoModel());
    properties.setProperty("abruzzi.home", "/opt/abruzzi");
    assertEquals(
        Optional.of(Path.of("/opt/abruzzi/cli/models/tiny-kimi-q4_k_m.gguf")),
        Installation.of(properties, Map.of()).demoModel());
  }

  @Test
  void stateAndConfigLieWhereTheDesktopSays() {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/me");
    assertEquals(
        Path.of("/home/me/.local/state/abruzzi"), Installation.of(properties, Map.of()).state());
    assertEquals(
        Path.of("/state/abruzzi"),
        Installation.of(properties, Map.of("XDG_STATE_HOME", "/state")).state());
    assertEquals(
        Path.of("/home/me/.local/state/abruzzi"),
        Installation.of(properties, Map.of("XDG_STATE_HOME", "not/absolute")).state());
    assertEquals(
        Path.of("/home/me/.config/abruzzi"), Installation.of(properties, Map.of()).config());
    assertEquals(
        Path.of("/etc/me/abruzzi/profiles"),
        Installation.of(properties, Map.of("XDG_CONFIG_HOME", "/etc/me")).profiles().folder());
  }

  @Test
  void aTildeIsTheUsersFolder() {
    Installation installation =
        new Installation(Optional.empty(), Path.of("/home/me"), Path.of("/s"), Path.of("/c"));
    assertEquals(Path.of("/home/me/a.json"), installation.userPath("~/a.json"));
    assertEquals(Path.of("~a.json"), installation.userPath("~a.json"));
  }
}
