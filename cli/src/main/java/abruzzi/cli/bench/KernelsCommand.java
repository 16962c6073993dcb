package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.benchmark.KernelBenchmark;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi bench kernels}: how fast the products of each storage type are. */
@Command(
    name = "kernels",
    abbreviateSynopsis = true,
    description = {
      "Measure the products of each storage type and layout, with rows as long as Kimi K2's,",
      "beside the read bandwidth of the memory. 1 row of activations is what decoding has, 64"
          + " rows stand for prefill."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi bench kernels",
      "  abruzzi bench kernels --type TQ1_0,Q2_K --threads 1,8,16 --json",
      "  abruzzi bench kernels --layout tiles --in-cache",
      "  abruzzi bench kernels --width 512,256 --markdown"
    })
public final class KernelsCommand implements Runnable {
  private static final int MOST_THREADS = 1024;
  private static final int MOST_MIB = 1 << 14;

  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Option(
      names = {"--type", "--types"},
      split = ",",
      paramLabel = "TYPE",
      converter = StorageTypeConverter.class,
      description = "Storage types; all that can be computed with, without this option.")
  private List<GgmlType> types;

  @Option(
      names = "--layout",
      split = ",",
      paramLabel = "LAYOUT",
      defaultValue = "rows,tiles",
      description = "rows as in a file, tiles (of types that have them); both if not given.")
  private List<MatrixLayout> layouts;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Numbers of threads; 1 and one for each core without this option.")
  private List<Integer> threads;

  @Option(
      names = "--width",
      split = ",",
      paramLabel = "BITS",
      description = {
        "Vector widths: 128, 256, 512; the widest of this processor without this option.",
        "Narrower ones are measured in a process of their own."
      })
  private List<Integer> widths;

  @Option(
      names = "--in-cache",
      description =
          "Weights that fit into the cache of a core, instead of such that fit into none.")
  private boolean inCache;

  @Option(
      names = "--size",
      paramLabel = "MIB",
      description = "MiB of weights; 1024 if not given, or an eighth of a small memory.")
  private Integer sizeMiB;

  @Option(
      names = "--sample-ms",
      paramLabel = "MS",
      defaultValue = "30",
      description =
          "Milliseconds of a sample, of which 5 are taken; ${DEFAULT-VALUE} if not given.")
  private int sampleMs;

  @Option(names = "--markdown", description = "Write tables in Markdown.")
  private boolean markdown;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public KernelsCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public void run() {
    checkUsage();
    KernelsReport report = null;
    for (int bits : widths == null ? List.of(VectorWidth.BITS) : widths) {
      KernelsReport more =
          bits == VectorWidth.BITS
              ? here().run(console)
              : new NarrowerProcess(console, installation).run(bits, optionsOfOthers());
      report = report == null ? more : report.and(more);
    }
    if (json.requested()) {
      new JsonOutput(console).write(report);
    } else if (markdown) {
      new KernelsText(console.out(), report).printMarkdown();
    } else {
      new KernelsText(console.out(), report).print();
    }
  }

  private void checkUsage() {
    check(!(inCache && sizeMiB != null), "--in-cache and --size exclude each other; give one");
    check(!(markdown && json.requested()), "--markdown and --json exclude each other; give one");
    checkRange("--size", sizeMiB == null ? 1 : sizeMiB, MOST_MIB);
    checkRange("--sample-ms", sampleMs, 60_000);
    threadCounts().forEach(count -> checkRange("--threads", count, MOST_THREADS));
    if (widths != null) {
      for (int bits : widths) {
        check(
            (bits == 128 || bits == 256 || bits == 512) && bits <= VectorWidth.BITS,
            "--width="
                + bits
                + ", expected 128, 256 or 512 and no more than this processor's "
                + VectorWidth.BITS);
      }
    }
  }

  private KernelsMeasurement here() {
    return new KernelsMeasurement(
        types == null ? supported() : types, layouts, threadCounts(), weightBytes(), sampleMs);
  }

  private long weightBytes() {
    if (inCache) {
      return KernelBenchmark.LEAST_BYTES;
    }
    return sizeMiB == null ? MemoryBandwidth.beyondCaches() : (long) sizeMiB << 20;
  }

  /** What a process for another width is to measure. */
  private List<String> optionsOfOthers() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--threads=" + joined(threadCounts()),
                "--layout=" + joined(layouts),
                "--sample-ms=" + sampleMs));
    if (types != null) {
      options.add("--type=" + joined(types));
    }
    if (inCache) {
      options.add("--in-cache");
    }
    if (sizeMiB != null) {
      options.add("--size=" + sizeMiB);
    }
    return options;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private List<Integer> threadCounts() {
    return threads == null
        ? IntStream.of(1, HardwareProbe.logicalCores()).distinct().boxed().toList()
        : threads.stream().distinct().toList();
  }

  private static List<GgmlType> supported() {
    Kernels kernels = Kernels.select();
    return Arrays.stream(GgmlType.values()).filter(kernels::supports).toList();
  }

  private void checkRange(String option, int value, int most) {
    check(value >= 1 && value <= most, option + "=" + value + ", expected 1 to " + most);
  }

  private void check(boolean valid, String fault) {
    if (!valid) {
      throw new ParameterException(spec.commandLine(), fault);
    }
  }
}
