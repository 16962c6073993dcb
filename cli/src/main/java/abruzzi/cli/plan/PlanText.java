package abruzzi.cli.plan;

import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.cli.plan.CostOptions.Costs;
import abruzzi.planner.TensorClass;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.MemoryUse;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.Prediction;
import abruzzi.planner.placement.PrefillPlan;
import abruzzi.planner.placement.Purchase;
import abruzzi.planner.placement.StepPart;
import abruzzi.profiles.HardwareProfile;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Shows a plan to people. */
final class PlanText {
  private static final String NONE = "-";

  private final PrintStream out;
  private final PlanReport report;
  private final Placement plan;

  PlanText(PrintStream out, PlanReport report) {
    this.out = out;
    this.report = report;
    this.plan = report.placement();
  }

  void print(boolean explain) {
    facts().print(out);
    out.println();
    classes().print(out);
    out.println();
    bars();
    out.println();
    speeds();
    if (explain) {
      explain();
    }
  }

  private TextTable facts() {
    var total = report.model().inventory().total();
    TextTable facts = new TextTable(Align.LEFT, Align.LEFT);
    facts.row(
        "model",
        "%s, %s parameters, %s%s"
            .formatted(
                plan.model(),
                Units.count(total.parameters()),
                Units.bytes(total.bytes()),
                plan.estimated() ? " (types of some tensors estimated)" : ""));
    facts.row("machine", machine(report.machine()));
    if (report.whatIf() != null) {
      facts.row("what if", report.whatIf());
    }
    facts.row(
        "experts",
        report.recordedTokens() == 0
            ? "taken to be used alike"
            : "used as recorded over %d tokens".formatted(report.recordedTokens()));
    facts.row(
        "context", "%d tokens, cache in %s".formatted(plan.contextTokens(), plan.cacheType()));
    facts.row(
        "compute",
        "%d threads, weights %s"
            .formatted(
                plan.threads(), plan.copies() ? "copied into memory" : "mapped from the file"));
    return facts;
  }

  private static String machine(HardwareProfile machine) {
    StringBuilder text =
        new StringBuilder(machine.name())
            .append(": ")
            .append(machine.cpu().name())
            .append(", ")
            .append(Units.bytes(machine.memory().totalBytes()));
    machine
        .gpu()
        .ifPresent(
            gpu ->
                text.append(", ")
                    .append(gpu.name())
                    .append(' ')
                    .append(Units.bytes(gpu.memoryBytes())));
    return text.toString();
  }

  private TextTable classes() {
    TextTable table =
        new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
            .row("", "graphics card", "memory", "disk");
    plan.classBytes().forEach((tensors, bytes) -> row(table, tensors.label(), bytes));
    table.row("total", total(Tier.GPU), total(Tier.RAM), total(Tier.DISK));
    if (plan.classBytes().containsKey(TensorClass.ROUTED_EXPERTS)) {
      table.row("number of experts", experts(Tier.GPU), experts(Tier.RAM), experts(Tier.DISK));
    }
    return table;
  }

  private static void row(TextTable table, String label, Map<Tier, Long> bytes) {
    table.row(
        label,
        size(bytes.getOrDefault(Tier.GPU, 0L)),
        size(bytes.getOrDefault(Tier.RAM, 0L)),
        size(bytes.getOrDefault(Tier.DISK, 0L)));
  }

  private String total(Tier tier) {
    return size(plan.bytesIn(tier));
  }

  private String experts(Tier tier) {
    int count = plan.expertsIn(tier);
    return count == 0 ? NONE : Integer.toString(count);
  }

  private static String size(long bytes) {
    return bytes == 0 ? NONE : Units.bytes(bytes);
  }

  private void bars() {
    TextTable table = new TextTable(Align.LEFT, Align.LEFT, Align.LEFT);
    if (plan.gpu() != null) {
      table.row("graphics card", MemoryBar.of(plan.gpu()), use(plan.gpu()));
    }
    table.row("memory", MemoryBar.of(plan.ram()), use(plan.ram()));
    table.row("", MemoryBar.LEGEND, "");
    table.print(out);
  }

  private static String use(MemoryUse use) {
    return "%s of %s, %s free"
        .formatted(
            Units.bytes(use.weightBytes() + use.cacheBytes() + use.workBytes()),
            Units.bytes(use.totalBytes()),
            Units.bytes(use.freeBytes()));
  }

  private void speeds() {
    Prediction decode = plan.decode();
    if (decode == null) {
      out.println(
          "speed    not known: this profile has no measured rates (abruzzi profile measure)");
      return;
    }
    TextTable table = new TextTable(Align.LEFT, Align.LEFT);
    table.row(
        "decode",
        "%s tokens/s, limited by %s; %s with the context full"
            .formatted(
                Units.number(decode.tokensPerSecond()),
                decode.bottleneck().label(),
                Units.number(plan.decodeFull().tokensPerSecond())));
    table.row("prefill", prefill(plan.prefill()));
    if (!report.purchases().isEmpty()) {
      table.row("next", purchase(report.purchases().get(0)));
    }
    Costs costs = report.costs();
    table.row(
        "energy",
        "%s kWh per million tokens, %s at %s; the provider asks for %s"
            .formatted(
                Units.number(costs.kwhPerMillion()),
                price(costs.energyPricePerMillion()),
                "the price given",
                price(costs.apiPricePerMillion())));
    table.row("paid back", breakEven(costs));
    table.print(out);
  }

  private static String prefill(PrefillPlan prefill) {
    String threshold =
        prefill.streamFromTokens() == 0
            ? ""
            : "; streaming is faster from batches of %d on".formatted(prefill.streamFromTokens());
    return "%s tokens/s for a prompt of %d in batches of %d, experts %s%s"
        .formatted(
            Units.number(prefill.tokensPerSecond()),
            prefill.promptTokens(),
            prefill.batchTokens(),
            prefill.strategy().label(),
            threshold);
  }

  private String purchase(Purchase purchase) {
    return "%s: decode %s (%s)"
        .formatted(
            purchase.part(),
            Units.number(purchase.decodeTps()),
            more(purchase.decodeTps() / plan.decode().tokensPerSecond()));
  }

  private static String more(double factor) {
    return String.format(Locale.ROOT, "%+.0f %%", 100 * (factor - 1));
  }

  private static String breakEven(Costs costs) {
    return costs.breakEvenMillions() == 0
        ? "never: energy alone costs more than the provider asks for"
        : "after %s million tokens, %s days without a break, for a machine of %s"
            .formatted(
                Units.number(costs.breakEvenMillions()),
                Units.number(costs.breakEvenDays()),
                price(costs.hardwarePrice()));
  }

  private void explain() {
    if (plan.decode() == null) {
      return;
    }
    out.println();
    out.println(
        "One token, %s ms with %d tokens in the context:"
            .formatted(Units.number(plan.decode().ms()), plan.decode().depthTokens()));
    TextTable table =
        new TextTable(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT)
            .row("part", "where", "reads", "ms", "counted", "limited by");
    for (StepPart part : plan.decode().parts()) {
      table.row(
          part.kind().label(),
          part.tier() == null ? NONE : where(part.tier()),
          size((long) part.bytes()),
          Units.number(part.ms()),
          Units.number(part.criticalMs()),
          part.limit().label());
    }
    table.print(out);
    out.println("What is not counted goes on while something slower does.");
    out.println(
        plan.gap() < 5e-5
            ? "No placement is faster."
            : "No placement is faster by more than %s %%."
                .formatted(Units.number(100 * plan.gap())));
    if (!report.purchases().isEmpty()) {
      out.println();
      TextTable parts =
          new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
              .row("with", "decode", "", "prefill");
      for (Purchase purchase : report.purchases()) {
        parts.row(
            purchase.part(),
            Units.number(purchase.decodeTps()),
            more(purchase.decodeTps() / plan.decode().tokensPerSecond()),
            Units.number(purchase.prefillTps()));
      }
      parts.print(out);
    }
  }

  private static String where(Tier tier) {
    return switch (tier) {
      case GPU -> "graphics card";
      case RAM -> "memory";
      case DISK -> "disk";
    };
  }

  private static String price(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
