package abruzzi.cli.model;

import abruzzi.dense.device.DeviceInfo;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.placement.DensePart;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.MachineChange;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlacementException;
import abruzzi.planner.placement.PlacementJson;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.planner.statistics.RouterStatistics;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.ProfileFormatException;
import abruzzi.profiles.ProfileStore;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.planning.ModelFacts;
import abruzzi.runtime.planning.RecordedUse;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Plans how a model is opened. */
final class StartPlanner {
  /** Smaller models fit everywhere, and answer before a profile has been read. */
  private static final long SMALL_BYTES = 256L << 20;

  private final GgufFile file;
  private final ModelOptions options;
  private final StartSettings settings;
  private final Installation installation;

  /** For a file, which stays open. */
  StartPlanner(
      GgufFile file, ModelOptions options, StartSettings settings, Installation installation) {
    this.file = file;
    this.options = options;
    this.settings = settings;
    this.installation = installation;
  }

  /**
   * The plan that the options name, or a new one.
   *
   * @param card the device that may be used
   * @throws IllegalArgumentException if the plan named is for another model or needs more memory
   */
  StartPlan plan(Optional<DeviceInfo> card) throws IOException {
    PlannedModel model = ModelFacts.of(file);
    boolean worth = file.sizeBytes() >= SMALL_BYTES || card.isPresent();
    HardwareProfile machine = machine(card, worth);
    Optional<Placement> placement =
        options.planFile().isPresent()
            ? Optional.of(read(model, machine, card))
            : make(model, machine, worth);
    if (options.planOut().isPresent() && placement.isPresent()) {
      Files.write(options.planOut().get(), new PlacementJson().write(placement.get()));
    }
    boolean decided = placement.isPresent() && (options.planFile().isPresent() || planned(machine));
    boolean onHost = decided && placement.get().gpu() == null;
    return new StartPlan(model, machine, settings, onHost ? Optional.empty() : card, placement);
  }

  private static boolean planned(HardwareProfile machine) {
    return machine.gpu().filter(GpuSpeed::known).isPresent();
  }

  private Optional<Placement> make(PlannedModel model, HardwareProfile machine, boolean worth)
      throws IOException {
    RunLog log = RunLog.of(installation.profiles(), machine.name());
    RunLog.Subject subject =
        RunLog.Subject.of(
            model,
            settings.threads().orElse(machine.computeThreads()),
            settings.copies(file.sizeBytes(), model.tiled()));
    boolean measured = machine.kernels() != null;
    PlanOptions.Builder wanted =
        options
            .planOptions(
                model,
                settings,
                file.sizeBytes(),
                measured ? log.correction(subject) : RunCorrection.NONE)
            .gpu(planned(machine))
            .dense(settings.device().any() ? DensePart.ALL_OR_NOTHING : DensePart.ALL);
    if (measured && planned(machine)) {
      wanted.cardCorrection(
          log.cardCorrection(subject.with(machine.gpu().get().name())).orElse(null));
    }
    if (planned(machine)) {
      options.gpuExperts().ifPresent(experts -> wanted.hotExperts(experts.layers()));
    }
    try {
      return Optional.of(Planner.plan(model, machine, use(model, worth), wanted.build()));
    } catch (PlacementException e) {
      return Optional.empty();
    }
  }

  /** As recorded; statistics take as long to open as small models to load. */
  private ExpertUse use(PlannedModel model, boolean worth) throws IOException {
    Optional<RouterStatistics> recorded =
        worth ? RecordedUse.of(file, installation.statistics()) : Optional.empty();
    return recorded
        .map(statistics -> ExpertUse.recorded(model.sizes(), statistics))
        .orElseGet(() -> ExpertUse.uniform(model.sizes()));
  }

  private Placement read(PlannedModel model, HardwareProfile machine, Optional<DeviceInfo> card)
      throws IOException {
    String path = options.planFile().get().toString();
    Placement plan = new PlacementJson().read(path, Files.readAllBytes(options.planFile().get()));
    new PlanFileCheck(path, plan).check(model, machine, card);
    return plan;
  }

  /**
   * The profile of this machine if there is one, and if it is worth reading, with the memories that
   * this process may use, and with no other card than the one to use.
   */
  private HardwareProfile machine(Optional<DeviceInfo> card, boolean worth) throws IOException {
    HardwareProfile stored =
        (worth ? stored() : Optional.<HardwareProfile>empty()).orElseGet(StartPlanner::unmeasured);
    List<GpuProfile> known =
        stored.gpus().stream()
            .filter(gpu -> card.map(DeviceInfo::name).filter(gpu.name()::equals).isPresent())
            .limit(1)
            .toList();
    HardwareProfile machine =
        new HardwareProfile(
            stored.name(), stored.cpu(), stored.memory(), known, stored.disks(), stored.kernels());
    machine = MachineChange.ramBytes(HardwareProbe.memory().totalBytes()).apply(machine);
    return known.isEmpty()
        ? machine
        : MachineChange.gpuBytes(Math.min(card.get().memoryBytes(), known.get(0).memoryBytes()))
            .apply(machine);
  }

  private Optional<HardwareProfile> stored() throws IOException {
    try {
      return installation.profiles().find(ProfileStore.THIS_MACHINE);
    } catch (ProfileFormatException e) {
      return Optional.empty(); // the check of the profile tells the user
    }
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
}
