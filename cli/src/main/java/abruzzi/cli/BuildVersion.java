package abruzzi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: version and commit of the build, and the JVM it runs on. */
public final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      program(), "Java %s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name"))
    };
  }

  /** The version of the program alone. */
  public static String program() {
    Properties build = buildProperties();
    return "abruzzi %s (commit %s)"
        .formatted(build.getProperty("version"), build.getProperty("commit"));
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
