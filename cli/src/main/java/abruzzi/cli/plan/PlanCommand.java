package abruzzi.cli.plan;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import abruzzi.cli.plan.PlanModelOption.Subject;
import abruzzi.dense.KvCacheType;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.planner.placement.Purchase;
import abruzzi.planner.placement.Purchases;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.HardwareProfile;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi plan}. */
@Command(
    name = "plan",
    abbreviateSynopsis = true,
    description = {
      "Show where a model would lie on a machine, and how fast it would be there.",
      "Neither has to be at hand: models are known by cards, machines by profiles."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi plan -m kimi-k2.5:TQ1_0 --profile rtx4090-256gb-ddr5-2ch",
      "  abruzzi plan -m kimi-k2.5:UD-Q2_K_XL --what-if ram=384,ram-bw=300 --explain",
      "  abruzzi plan -m model.gguf --context 131072 --json >plan.json",
      "  abruzzi run -m model.gguf --plan plan.json -p 'Hello'"
    })
public final class PlanCommand implements Runnable {
  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;
  @Mixin private PlanModelOption modelOption;
  @Mixin private ProfileOption profileOption;

  @Option(
      names = "--what-if",
      paramLabel = "PARTS",
      converter = WhatIf.Converter.class,
      description = {
        "Other parts, as in ram=128,vram=16,ram-bw=300: ram, vram in GiB (vram=0: no card),",
        "ram-bw, vram-bw, pcie, disk in GB/s."
      })
  private WhatIf whatIf;

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Tokens of context; as many as fit, 32768 at most, without this option.")
  private Integer context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      description = "How the context is stored: f32, f16 or q8_0.")
  private KvCacheType cacheType;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Tokens in the context when decoding is predicted; ${DEFAULT-VALUE} if not given.")
  private int depth;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "2048",
      description =
          "Tokens of the prompt whose prefill is predicted; ${DEFAULT-VALUE} if not given.")
  private int promptTokens;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that compute.")
  private Integer threads;

  @Option(
      names = "--explain",
      description = "Show what takes the time of a token, and what other parts would change.")
  private boolean explain;

  @Mixin private CostOptions costOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public PlanCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public void run() {
    checkUsage();
    HardwareProfile machine = profileOption.machine(console, installation);
    Subject subject = modelOption.subject(installation);
    PlanOptions options =
        options(profileOption.correction(machine, subject.model(), threads, installation));
    if (whatIf != null) {
      machine = whatIf.applyTo(machine);
    }
    PlanReport report = report(subject, machine, options);
    if (json.requested()) {
      new JsonOutput(console).write(PlanJson.of(report));
    } else {
      new PlanText(console.out(), report).print(explain);
    }
  }

  private PlanReport report(Subject subject, HardwareProfile machine, PlanOptions options) {
    PlannedModel model = subject.model();
    ExpertUse use = subject.use();
    Placement plan = Planner.plan(model, machine, use, options);
    boolean known = plan.decode() != null;
    List<Purchase> purchases = known ? Purchases.of(plan, model, machine, use, options) : List.of();
    return new PlanReport(
        model,
        subject.recordedTokens(),
        machine,
        whatIf == null ? null : whatIf.text(),
        plan,
        purchases,
        known ? costOptions.costs(plan.decode().tokensPerSecond()) : null);
  }

  private void checkUsage() {
    try {
      options(RunCorrection.NONE);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private PlanOptions options(RunCorrection correction) {
    PlanOptions.Builder options =
        PlanOptions.builder().depth(depth).prompt(promptTokens).correction(correction);
    if (context != null) {
      options.context(context);
    }
    if (cacheType != null) {
      options.cacheType(cacheType.type());
    }
    if (threads != null) {
      options.threads(threads);
    }
    return options.build();
  }
}
