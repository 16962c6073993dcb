package abruzzi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, run for real among a JDK and a Maven that only pretend. */
class LauncherTest {
  private LauncherSandbox sandbox;

  @BeforeEach
  void build(@TempDir Path folder) throws IOException {
    sandbox = new LauncherSandbox(folder);
  }

  @Test
  void runsFromAnotherFolderThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(sandbox.folder().resolve("link"), sandbox.launcher());
    Path elsewhere = Files.createDirectories(sandbox.folder().resolve("else where"));
    LauncherSandbox.Run run = sandbox.run(elsewhere, link.toString(), "a b", "*", "");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("in " + elsewhere + "\n[a b]\n[*]\n[]\n", run.out());
    assertEquals("program speaks\n", run.err());
  }

  @Test
  void carriesTheJvmFlagsInAFixedOrder() throws Exception {
    sandbox.env("ABRUZZI_JAVA_OPTIONS", "-Xmx1g -Xint");
    assertEquals(0, sandbox.run("x").exitCode());
    String call = sandbox.read("java-call");
    assertTrue(call.startsWith("-XX:AOTMode=auto -XX:AOTCache="), call);
    assertTrue(call.contains(" --add-modules jdk.incubator.vector --enable-native"), call);
    assertTrue(call.contains(" -Xmx1g -Xint -Dabruzzi.stderr.fd=3 "), call);
    assertTrue(call.contains(" -Dabruzzi.home=" + sandbox.home() + " "), call);
    assertFalse(call.contains("-Dabruzzi.terminal."), call);
    assertTrue(
        call.strip().endsWith("-cp " + sandbox.target("abruzzi.jar") + " abruzzi.cli.Main x"),
        call);
  }

  @Test
  void dropsTheNoticeAndPassesOnWhatElseTheJvmSays() throws Exception {
    sandbox.env("FAKE_JVM_MESSAGE", "Could not reserve enough space");
    sandbox.env("FAKE_EXIT", "42");
    LauncherSandbox.Run run = sandbox.run("x");
    assertEquals(42, run.exitCode());
    assertFalse(run.err().contains("incubator"), run.err());
    assertTrue(run.err().contains("Could not reserve enough space\n"), run.err());
    assertTrue(run.err().contains("program speaks\n"), run.err());
    assertFalse(run.out().contains("Could not"), run.out());
  }

  @Test
  void worksWithClosedStreams() throws Exception {
    assertEquals(0, sandbox.shell("exec \"$1\" x 2>&-").exitCode());
    assertEquals(0, sandbox.shell("exec \"$1\" x <&- 2>&-").exitCode());
    LauncherSandbox.Run merged = sandbox.shell("\"$1\" x 2>&1 | cat");
    assertTrue(merged.out().contains("program speaks\n"), merged.out());
    assertTrue(merged.out().contains("[x]\n"), merged.out());
  }

  @Test
  void aSignalReachesTheProgram() throws Exception {
    sandbox.run("warm up");
    sandbox.env("FAKE_WAIT", "true");
    Process process = sandbox.start(sandbox.folder(), sandbox.launcher().toString(), "x");
    sandbox.awaitLine(process, "waiting");
    process.destroy();
    assertEquals(77, process.waitFor());
  }

  @Test
  void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
    sandbox.run("x");
    sandbox.run("x");
    assertEquals(1, sandbox.builds());
    Path source = sandbox.home().resolve("cli/src/main/java/Main.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    sandbox.run("x");
    assertEquals(2, sandbox.builds());
  }

  @Test
  void firstStartsAtTheSameTimeBuildOnce() throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starts.add(sandbox.start(sandbox.folder(), sandbox.launcher().toString(), "x"));
    }
    for (Process start : starts) {
      assertEquals(0, start.waitFor());
    }
    assertEquals(1, sandbox.builds());
    assertEquals(1, sandbox.trainings());
  }

  @Test
  void aFailedBuildShowsItsErrorsAndWhereTheLogIs() throws Exception {
    sandbox.env("FAKE_BUILD_FAILS", "true");
    LauncherSandbox.Run run = sandbox.run("x");
    assertEquals(1, run.exitCode());
    assertEquals(
        "[ERROR] Main.java:[3,1] error: ';' expected\n"
            + "abruzzi: the build failed, all of its output is in "
            + sandbox.target("build.log")
            + "\n",
        run.err());
    assertEquals("", run.out());
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws Exception {
    Files.delete(sandbox.tool("mvn"));
    LauncherSandbox.Run run = sandbox.run("x");
    assertEquals(1, run.exitCode());
    assertEquals(
        "abruzzi: needs Maven to build itself: install it (package maven, or"
            + " https://maven.apache.org)\n",
        run.err());
  }

  @Test
  void anOldJdkIsRefused() throws Exception {
    sandbox.jdkVersion("24.0.2");
    LauncherSandbox.Run run = sandbox.run("x");
    assertEquals(1, run.exitCode());
    assertEquals(
        "abruzzi: ABRUZZI_JAVA_HOME=" + sandbox.jdk() + " is no JDK 25 or newer\n", run.err());
  }

  @Test
  void aNewerJdkWillDo() throws Exception {
    sandbox.jdkVersion("26-ea");
    assertEquals(0, sandbox.run("x").exitCode());
  }

  @Test
  void theJdkOfJavaHomeIsFound() throws Exception {
    sandbox.env("ABRUZZI_JAVA_HOME", "");
    sandbox.env("JAVA_HOME", sandbox.jdk().toString());
    assertEquals(0, sandbox.run("x").exitCode());
    assertTrue(sandbox.read("java-call").endsWith("x\n"));
  }

  @Test
  void aTrainingThatFailsIsNotTriedAgain() throws Exception {
    sandbox.env("FAKE_TRAINING_FAILS", "true");
    assertEquals(0, sandbox.run("x").exitCode());
    assertEquals(0, sandbox.run("x").exitCode());
    assertEquals(1, sandbox.trainings());
    assertFalse(sandbox.read("java-call").contains("-XX:AOTCache="));
  }

  @Test
  void anotherJdkVersionIsTrainedAnew() throws Exception {
    sandbox.run("x");
    sandbox.jdkVersion("25.0.9");
    sandbox.run("x");
    assertEquals(1, sandbox.builds());
    assertEquals(2, sandbox.trainings());
  }

  @Test
  void argumentsAreUtf8InEveryLocale() throws Exception {
    sandbox.env("LC_ALL", "C");
    LauncherSandbox.Run run = sandbox.run("日本");
    assertTrue(run.out().endsWith("[日本]\n"), run.out());
    assertEquals("C.UTF-8", sandbox.read("locale").strip());
  }
}
