package abruzzi.cli.profile;

import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.DiskProfile;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.RateCurve;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Shows a profile to people. */
final class ProfileText {
  private static final String UNKNOWN = "not known";

  private final PrintStream out;

  ProfileText(PrintStream out) {
    this.out = out;
  }

  /** Where most figures of a profile come from. */
  static Origin origin(HardwareProfile profile) {
    if (profile.kernels() != null) {
      return profile.kernels().origin();
    }
    Origin memory = profile.memory().origin();
    return memory == null ? profile.cpu().origin() : memory;
  }

  void print(HardwareProfile profile) {
    TextTable table = new TextTable(Align.LEFT, Align.LEFT).row("profile", profile.name());
    cpu(table, profile.cpu());
    memory(table, profile.memory());
    if (profile.gpus().isEmpty()) {
      table.row("graphics card", "none");
    }
    profile.gpus().forEach(gpu -> gpu(table, gpu));
    profile.disks().forEach(disk -> disk(table, disk));
    table.print(out);
    if (profile.kernels() != null) {
      out.println();
      kernels(profile.kernels());
    }
  }

  private static void cpu(TextTable table, CpuProfile cpu) {
    table
        .row("processor", cpu.name())
        .row(
            "",
            "%d cores, %d threads, %d sockets, %d memory nodes"
                .formatted(cpu.physicalCores(), cpu.logicalCores(), cpu.sockets(), cpu.numaNodes()))
        .row("", String.join(" ", cpu.instructionSets()))
        .row(
            "",
            cpu.caches().stream()
                .map(cache -> "L" + cache.level() + " " + Units.bytes(cache.bytes()))
                .collect(Collectors.joining(", ")))
        .row("", cpu.origin().line());
  }

  private static void memory(TextTable table, MemoryProfile memory) {
    table
        .row("memory", Units.bytes(memory.totalBytes()))
        .row("", "reads " + gigabytes(memory.readBytesPerSecond(), "threads"))
        .row("", "latency " + nanos(memory.latencyNanos()));
    if (memory.origin() != null) {
      table.row("", memory.origin().line());
    }
  }

  private static void gpu(TextTable table, GpuProfile gpu) {
    PcieProfile pcie = gpu.pcie();
    table
        .row("graphics card", gpu.name())
        .row(
            "",
            "%s, reads %s, a kernel costs %s beside that"
                .formatted(
                    Units.bytes(gpu.memoryBytes()),
                    gigabytes(gpu.readBytesPerSecond()),
                    nanos(gpu.launchNanos())))
        .row(
            "",
            "up %s (pageable %s), down %s (pageable %s), latency %s"
                .formatted(
                    gigabytes(pcie.uploadPinnedBytesPerSecond()),
                    gigabytes(pcie.uploadPageableBytesPerSecond()),
                    gigabytes(pcie.downloadPinnedBytesPerSecond()),
                    gigabytes(pcie.downloadPageableBytesPerSecond()),
                    nanos(pcie.latencyNanos())))
        .row("", gpu.origin().line());
  }

  private static void disk(TextTable table, DiskProfile disk) {
    table
        .row("disk", disk.name())
        .row(
            "",
            "in sequence "
                + gigabytes(disk.sequentialBytesPerSecond())
                + (disk.directIo() ? "" : ", through the system's cache"))
        .row(
            "",
            "reads of %s at random %s"
                .formatted(
                    Units.bytes(disk.randomReadBytes()),
                    gigabytes(disk.randomBytesPerSecond(), "in flight")))
        .row("", disk.origin().line());
  }

  private void kernels(KernelProfile kernels) {
    out.println(
        "Weights per second in G, %d-bit vectors, %s"
            .formatted(kernels.vectorBits(), kernels.origin().line()));
    List<Integer> threads =
        kernels.rates().stream()
            .flatMap(rate -> rate.weightsPerSecond().points().stream())
            .map(RateCurve.Point::parallel)
            .distinct()
            .sorted()
            .toList();
    Align[] columns = new Align[threads.size() + 3];
    Arrays.fill(columns, Align.RIGHT);
    columns[0] = Align.LEFT;
    columns[1] = Align.LEFT;
    TextTable table = new TextTable(columns);
    String[] head = new String[columns.length];
    head[0] = "type";
    head[1] = "layout";
    head[2] = "rows";
    for (int i = 0; i < threads.size(); i++) {
      head[3 + i] = threads.get(i) + " threads";
    }
    table.row(head);
    kernels.rates().forEach(rate -> table.row(kernel(rate, threads)));
    table.print(out);
  }

  private static String[] kernel(KernelRate rate, List<Integer> threads) {
    String[] cells = new String[threads.size() + 3];
    cells[0] = rate.type();
    cells[1] = rate.layout() == KernelRate.Layout.TILES ? "tiles" : "rows";
    cells[2] = Integer.toString(rate.rows());
    for (int i = 0; i < threads.size(); i++) {
      cells[3 + i] = Units.giga(rate.weightsPerSecond().at(threads.get(i)));
    }
    return cells;
  }

  private static String gigabytes(RateCurve curve, String parallel) {
    return curve.known()
        ? curve.points().stream()
            .map(
                point ->
                    "%s GB/s (%d %s)"
                        .formatted(Units.giga(point.perSecond()), point.parallel(), parallel))
            .collect(Collectors.joining(", "))
        : UNKNOWN;
  }

  private static String gigabytes(double perSecond) {
    return perSecond > 0 ? Units.giga(perSecond) + " GB/s" : UNKNOWN;
  }

  private static String nanos(double nanos) {
    return nanos > 0 ? Units.number(nanos) + " ns" : UNKNOWN;
  }
}
