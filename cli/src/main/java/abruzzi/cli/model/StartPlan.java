package abruzzi.cli.model;

import abruzzi.dense.KvCacheType;
import abruzzi.planner.ModelInventory;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.MachineChange;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlacementException;
import abruzzi.planner.placement.PlacementJson;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.planner.speed.HostCorrection;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.ProfileFormatException;
import abruzzi.profiles.ProfileStore;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.planning.ModelFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The plan by which a model is opened on this machine. This build computes everything on the
 * processors, so it says how many threads compute, how much of the weights is copied into memory,
 * and how long a context there is room for.
 *
 * @param model the model
 * @param machine this machine, with the memory that this process may use
 * @param placement the plan, empty where nothing fits: then everything is read from the file
 */
public record StartPlan(
    PlannedModel model, HardwareProfile machine, Optional<Placement> placement) {
  /** Smaller models fit everywhere, and answer before a profile has been read. */
  private static final long SMALL_BYTES = 256L << 20;

  /**
   * The plan that the options name, or a new one.
   *
   * @throws IllegalArgumentException if the plan named is for another model or needs more memory
   */
  static StartPlan of(GgufFile file, ModelOptions options, Installation installation) {
    PlannedModel model = ModelFacts.of(file);
    HardwareProfile machine = machine(file.sizeBytes(), installation);
    try {
      StartPlan plan =
          options.planFile().isPresent()
              ? read(options.planFile().get(), model, machine)
              : make(
                  model,
                  machine,
                  options.planOptions(model, file.sizeBytes(), correction(machine, installation)));
      if (options.planOut().isPresent() && plan.placement.isPresent()) {
        Files.write(options.planOut().get(), new PlacementJson().write(plan.placement.get()));
      }
      return plan;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StartPlan make(PlannedModel model, HardwareProfile machine, PlanOptions options) {
    try {
      ExpertUse use = ExpertUse.uniform(model.sizes());
      return new StartPlan(model, machine, Optional.of(Planner.plan(model, machine, use, options)));
    } catch (PlacementException e) {
      return new StartPlan(model, machine, Optional.empty());
    }
  }

  private static StartPlan read(Path path, PlannedModel model, HardwareProfile machine)
      throws IOException {
    Placement plan = new PlacementJson().read(path.toString(), Files.readAllBytes(path));
    ModelInventory inventory = model.inventory();
    long planned = 0;
    for (Tier tier : Tier.values()) {
      planned += plan.bytesIn(tier);
    }
    if (planned != inventory.total().bytes()) {
      throw new IllegalArgumentException(
          "%s: a plan for %s of %d bytes, but %s has %d"
              .formatted(path, plan.model(), planned, model.name(), inventory.total().bytes()));
    }
    if (plan.gpu() != null) {
      throw new IllegalArgumentException(
          path + ": it uses a graphics card, but this build computes on the processors only");
    }
    long needed = plan.ram().weightBytes() + plan.ram().cacheBytes();
    if (needed > machine.memory().totalBytes()) {
      throw new IllegalArgumentException(
          "%s: it needs %d bytes of memory, this machine has %d"
              .formatted(path, needed, machine.memory().totalBytes()));
    }
    return new StartPlan(model, machine, Optional.of(plan));
  }

  /** The profile of this machine if there is one, and if it is worth reading. */
  private static HardwareProfile machine(long modelBytes, Installation installation) {
    Optional<HardwareProfile> stored =
        modelBytes < SMALL_BYTES ? Optional.empty() : stored(installation);
    HardwareProfile machine = stored.orElseGet(StartPlan::unmeasured);
    return MachineChange.ramBytes(HardwareProbe.memory().totalBytes()).apply(machine);
  }

  private static Optional<HardwareProfile> stored(Installation installation) {
    try {
      return installation.profiles().find(ProfileStore.THIS_MACHINE);
    } catch (ProfileFormatException e) {
      return Optional.empty(); // the check of the profile tells the user
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HostCorrection correction(HardwareProfile machine, Installation installation)
      throws IOException {
    return machine.kernels() == null
        ? HostCorrection.NONE
        : RunLog.of(installation.profiles(), machine.name()).correction();
  }

  private static HardwareProfile unmeasured() {
    int cores = ModelOptions.defaultThreads();
    CpuProfile cpu =
        new CpuProfile(
            "processors",
            1,
            cores,
            cores,
            1,
            List.of(),
            List.of(),
            Origin.probed("the Java runtime", LocalDate.now(ZoneId.systemDefault())));
    return new HardwareProfile(
        ProfileStore.THIS_MACHINE, cpu, HardwareProbe.memory(), List.of(), List.of(), null);
  }

  /** Threads that compute. */
  int threads() {
    return placement.map(Placement::threads).orElseGet(ModelOptions::defaultThreads);
  }

  /** Bytes that copies of weights may take. */
  long copyBytes() {
    return placement.map(plan -> plan.ram().weightBytes()).orElse(0L);
  }

  /** Bytes that are read from the file again and again. */
  long diskBytes() {
    return placement
        .map(plan -> plan.bytesIn(Tier.DISK))
        .orElseGet(() -> model.inventory().total().bytes());
  }

  /** Positions of a session, empty where the plan has no say. */
  OptionalInt context() {
    return placement.map(plan -> OptionalInt.of(plan.contextTokens())).orElse(OptionalInt.empty());
  }

  /** How a session stores its context. */
  KvCacheType cacheType() {
    return placement
        .map(plan -> KvCacheType.valueOf(plan.cacheType().name()))
        .orElse(KvCacheType.F16);
  }
}
