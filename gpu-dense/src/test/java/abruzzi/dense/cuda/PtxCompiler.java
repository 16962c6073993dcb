package abruzzi.dense.cuda;

import abruzzi.dense.device.DeviceProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Compiles programs with NVIDIA's toolkit, where it is installed. */
final class PtxCompiler {
  /** Every card since Turing; the driver compiles for the card that it finds. */
  private static final String TARGET = "compute_75";

  /** The lowest that knows this target, so that older drivers take it. */
  private static final String LANGUAGE = ".version 6.3";

  private static final Pattern KERNEL =
      Pattern.compile(
          "entry function '(\\w+)' for .*?(\\d+) bytes spill stores, (\\d+) bytes spill loads"
              + ".*?Used (\\d+) registers.*?(?:(\\d+) bytes smem|$)",
          Pattern.DOTALL);

  private PtxCompiler() {}

  /** What a kernel needs, as ptxas says. */
  record Usage(String kernel, int spilledBytes, int registers, int sharedBytes) {}

  static boolean isInstalled() {
    try {
      return run(List.of("nvcc", "--version")).code == 0
          && run(List.of("ptxas", "--version")).code == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** First line of a compiled program: what it was compiled from. */
  static String origin(DeviceProgram program) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(program.source().get().getBytes(StandardCharsets.UTF_8));
      return "// " + program.name() + " from source " + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A program as PTX, without what depends on the compiler's build. */
  static String compile(DeviceProgram program, Path folder) throws IOException {
    Path source = folder.resolve(program.name() + ".cu");
    Path ptx = folder.resolve(program.name() + ".ptx");
    Files.writeString(source, program.source().get());
    Output output =
        run(
            List.of(
                "nvcc",
                "-arch=" + TARGET,
                "-diag-suppress=177", // functions that this program does not use
                "-ptx",
                "-o",
                ptx.toString(),
                source.toString()));
    if (output.code != 0) {
      throw new IllegalStateException(program.name() + ": " + output.text);
    }
    String text =
        Files.readString(ptx)
            .lines()
            .filter(line -> !line.startsWith("//"))
            .map(line -> line.startsWith(".version") ? LANGUAGE : line)
            .collect(Collectors.joining("\n"));
    return origin(program) + "\n" + text.strip() + "\n";
  }

  /** Assembles PTX for a card; throws where that fails. */
  static List<Usage> assemble(String ptx, String card, Path folder) throws IOException {
    Path file = folder.resolve("assemble.ptx");
    Files.writeString(file, ptx);
    Output output =
        run(List.of("ptxas", "-v", "-arch=" + card, "-o", "/dev/null", file.toString()));
    if (output.code != 0) {
      throw new IllegalStateException(card + ": " + output.text);
    }
    List<Usage> usages = new ArrayList<>();
    for (String part : Pattern.compile("Compiling ").split(output.text, -1)) {
      Matcher m = KERNEL.matcher(part.strip());
      if (m.find()) {
        int shared = m.group(5) == null ? 0 : Integer.parseInt(m.group(5));
        int spilled = Integer.parseInt(m.group(2)) + Integer.parseInt(m.group(3));
        usages.add(new Usage(m.group(1), spilled, Integer.parseInt(m.group(4)), shared));
      }
    }
    return usages;
  }

  static void write(String ptx, Path file) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(ptx.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private record Output(int code, String text) {}

  private static Output run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Output(process.waitFor(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
