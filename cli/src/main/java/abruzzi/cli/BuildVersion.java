package abruzzi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: version and commit of the build, and the JVM it runs on. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Properties build = buildProperties();
    return new String[] {
      "abruzzi %s (commit %s)".formatted(build.getProperty("version"), build.getProperty("commit")),
      "Java %s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name"))
    };
  }

  private static Properties buildProperties() {
    Properties properties = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
