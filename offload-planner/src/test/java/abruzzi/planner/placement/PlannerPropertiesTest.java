package abruzzi.planner.placement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.card.InventedModels;
import abruzzi.planner.work.ModelWork;
import abruzzi.planner.work.ModelWork.Role;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** What holds for every model on every machine. */
class PlannerPropertiesTest {
  private static final double ROUNDING = 1 + 1e-9;

  /** A model, a machine, what is known of the use of experts, and options; from one seed. */
  private record Case(
      PlannedModel model, HardwareProfile machine, ExpertUse use, PlanOptions options) {
    static Case of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      PlannedModel model = InventedModels.random(random, 6, 16);
      HardwareProfile machine = InventedMachines.random(random, model.inventory().total().bytes());
      ExpertUse use =
          random.nextBoolean() ? ExpertUse.uniform(model.sizes()) : skewed(random, model);
      PlanOptions options =
          PlanOptions.builder()
              .context(random.nextInt(1, model.sizes().contextTokens() + 1))
              .cacheType(random.nextBoolean() ? GgmlType.F16 : GgmlType.Q8_0)
              .depth(random.nextInt(0, 2000))
              .prompt(random.nextInt(1, 3000))
              .copies(random.nextBoolean())
              .build();
      return new Case(model, machine, use, options);
    }

    private static ExpertUse skewed(SplittableRandom random, PlannedModel model) {
      List<long[]> picks = new ArrayList<>();
      for (int layer = 0; layer < model.sizes().layers(); layer++) {
        long[] counts = new long[model.sizes().experts()];
        for (int e = 0; e < counts.length; e++) {
          counts[e] = (long) (1000 * Math.pow(random.nextDouble(), 4));
        }
        picks.add(counts);
      }
      return ExpertUse.counted(model.sizes(), picks);
    }

    Optional<Placement> plan() {
      return plan(machine);
    }

    /** With these experts on the graphics card. */
    Optional<Placement> plan(SortedMap<Integer, SortedSet<Integer>> experts) {
      PlanOptions.Builder same =
          PlanOptions.builder()
              .context(options.contextTokens().orElseThrow())
              .cacheType(options.cacheType().orElseThrow())
              .depth(options.depthTokens())
              .prompt(options.promptTokens())
              .copies(options.copies())
              .hotExperts(experts);
      return new Case(model, machine, use, same.build()).plan();
    }

    Optional<Placement> plan(HardwareProfile other) {
      try {
        return Optional.of(Planner.plan(model, other, use, options));
      } catch (PlacementException e) {
        return Optional.empty();
      }
    }
  }

  @Property(tries = 1000)
  void neverMoreBytesThanThereAre(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    c.plan()
        .ifPresent(
            plan -> {
              assertTrue(plan.ram().freeBytes() >= 0, plan.ram().toString());
              assertEquals(c.machine().memory().totalBytes(), plan.ram().totalBytes());
              if (plan.gpu() != null) {
                assertTrue(plan.gpu().freeBytes() >= 0, plan.gpu().toString());
                assertEquals(
                    c.machine().gpu().orElseThrow().memoryBytes(), plan.gpu().totalBytes());
              }
              assertTrue(
                  plan.bytesIn(Tier.GPU) <= (plan.gpu() == null ? 0 : plan.gpu().weightBytes()));
            });
  }

  @Property(tries = 1000)
  void everyTensorIsPlacedExactlyOnce(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    c.plan().ifPresent(plan -> checkAllPlaced(c.model(), plan));
  }

  private static void checkAllPlaced(PlannedModel model, Placement plan) {
    Set<String> expected = new HashSet<>();
    Set<Integer> routed = new HashSet<>();
    for (TensorInfo tensor : model.tensors()) {
      if (ModelWork.roleOf(tensor.name(), model.sizes()) == Role.EXPERTS) {
        routed.add(ModelWork.layerOf(tensor.name()).orElseThrow());
      } else {
        expected.add(tensor.name());
      }
    }
    List<String> placed = plan.tensors().stream().map(TensorPlacement::name).toList();
    assertEquals(expected.size(), placed.size());
    assertEquals(expected, new HashSet<>(placed));
    assertEquals(routed.size(), plan.experts().size());
    for (LayerPlacement layer : plan.experts()) {
      assertTrue(routed.contains(layer.layer()));
      for (int e = 0; e < model.sizes().experts(); e++) {
        int times =
            (layer.gpu().contains(e) ? 1 : 0)
                + (layer.ram().contains(e) ? 1 : 0)
                + (layer.disk().contains(e) ? 1 : 0);
        assertEquals(1, times, "layer " + layer.layer() + " expert " + e);
      }
      assertEquals(
          model.sizes().experts(), layer.gpu().size() + layer.ram().size() + layer.disk().size());
    }
    long bytes = 0;
    for (Tier tier : Tier.values()) {
      bytes += plan.bytesIn(tier);
    }
    assertEquals(model.inventory().total().bytes(), bytes);
  }

  @Property(tries = 1500)
  void betterPartsNeverPredictSlower(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    Optional<Placement> before = c.plan();
    if (before.isEmpty()) {
      return;
    }
    for (UnaryOperator<HardwareProfile> better : betterParts(c.machine(), random)) {
      Optional<Placement> after = c.plan(better.apply(c.machine()));
      assertTrue(after.isPresent(), "a better machine holds what the lesser one did");
      if (before.get().decode() != null) {
        double most = before.get().decode().ms() * ROUNDING;
        assertTrue(after.get().decode().ms() <= most, after.get().decode() + " > " + most);
      }
    }
  }

  private static List<UnaryOperator<HardwareProfile>> betterParts(
      HardwareProfile machine, SplittableRandom random) {
    double factor = random.nextDouble(1, 3);
    List<UnaryOperator<HardwareProfile>> parts = new ArrayList<>();
    parts.add(MachineChange.ramBytes((long) (machine.memory().totalBytes() * factor)));
    parts.add(MachineChange.ramFactor(factor, 0));
    machine
        .gpu()
        .ifPresent(
            gpu -> {
              parts.add(MachineChange.gpuBytes((long) (gpu.memoryBytes() * factor)));
              parts.add(MachineChange.gpuBytesPerSecond(gpu.readBytesPerSecond() * factor));
              parts.add(
                  MachineChange.linkBytesPerSecond(
                      gpu.pcie().uploadPinnedBytesPerSecond() * factor));
            });
    machine
        .disk()
        .ifPresent(
            disk ->
                parts.add(
                    MachineChange.diskBytesPerSecond(disk.sequentialBytesPerSecond() * factor)));
    return parts;
  }

  /** Copies that do not fit, or push experts to a slow disk, are not made. */
  @Property(tries = 500)
  void permissionToCopyNeverPredictsSlower(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    Optional<Placement> mapped =
        new Case(c.model(), c.machine(), c.use(), c.options().withoutCopies()).plan();
    PlanOptions allowed =
        PlanOptions.builder()
            .context(c.options().contextTokens().orElseThrow())
            .cacheType(c.options().cacheType().orElseThrow())
            .depth(c.options().depthTokens())
            .prompt(c.options().promptTokens())
            .build();
    Optional<Placement> free = new Case(c.model(), c.machine(), c.use(), allowed).plan();
    assertTrue(free.isPresent() || mapped.isEmpty());
    if (mapped.isPresent() && mapped.get().decode() != null) {
      assertTrue(free.orElseThrow().decode().ms() <= mapped.get().decode().ms() * ROUNDING);
    }
  }

  /** Those and no others. */
  @Property(tries = 500)
  void expertsGivenLieOnTheCard(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    SortedMap<Integer, SortedSet<Integer>> given = new TreeMap<>();
    for (int layer = 0; layer < model(c).layers(); layer++) {
      for (int expert = 0; expert < c.use().experts(layer); expert++) {
        if (random.nextInt(3) == 0) {
          given.computeIfAbsent(layer, l -> new TreeSet<>()).add(expert);
        }
      }
    }
    Optional<Placement> plan = c.plan(given);
    if (plan.isEmpty()) {
      return;
    }
    for (LayerPlacement layer : plan.get().experts()) {
      Set<Integer> wanted = given.getOrDefault(layer.layer(), new TreeSet<>());
      for (int expert = 0; expert < model(c).experts(); expert++) {
        assertEquals(wanted.contains(expert), layer.gpu().contains(expert));
      }
    }
  }

  private static ModelSizes model(Case c) {
    return c.model().sizes();
  }

  /** A card that is the processors helps less than one beside them. */
  @Property(tries = 500)
  void aCardOfItsOwnIsNeverSlower(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    Optional<GpuProfile> card = c.machine().gpu().filter(GpuProfile::processors);
    Optional<Placement> before = c.plan();
    if (card.isEmpty() || before.isEmpty() || before.get().decode() == null) {
      return;
    }
    GpuProfile g = card.get();
    GpuProfile own =
        new GpuProfile(
            g.name(),
            g.memoryBytes(),
            g.readBytesPerSecond(),
            g.launchNanos(),
            g.pcie(),
            g.products(),
            g.origin());
    HardwareProfile m = c.machine();
    HardwareProfile other =
        new HardwareProfile(m.name(), m.cpu(), m.memory(), List.of(own), m.disks(), m.kernels());
    double most = before.get().decode().ms() * ROUNDING;
    assertTrue(c.plan(other).orElseThrow().decode().ms() <= most);
  }

  @Property(tries = 300)
  void theSameInputsGiveTheSamePlan(@ForAll @LongRange(min = 0) long seed) throws IOException {
    Optional<Placement> first = Case.of(seed).plan();
    Optional<Placement> second = Case.of(seed).plan();
    assertEquals(first.isPresent(), second.isPresent());
    if (first.isPresent()) {
      PlacementJson json = new PlacementJson();
      byte[] text = json.write(first.get());
      assertArrayEquals(text, json.write(second.get()));
      assertArrayEquals(text, json.write(json.read("plan", text)));
    }
  }

  /** With what is said to be missing the model fits, with a byte less it does not. */
  @Property(tries = 1000)
  void whatIsMissingIsSaidToTheByte(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    if (c.plan().isPresent()) {
      return;
    }
    PlacementException e =
        assertThrows(
            PlacementException.class,
            () -> Planner.plan(c.model(), c.machine(), c.use(), c.options()));
    assertTrue(e.needBytes() > e.haveBytes(), e.getMessage());
    assertTrue(e.getMessage().contains("are missing"), e.getMessage());
    assertTrue(c.plan(MachineChange.ramBytes(e.needBytes()).apply(c.machine())).isPresent());
    assertTrue(c.plan(MachineChange.ramBytes(e.needBytes() - 1).apply(c.machine())).isEmpty());
  }

  @Property(tries = 1000)
  void thePartsAddUpAndTheGapIsSmall(@ForAll @LongRange(min = 0) long seed) {
    Case c = Case.of(seed);
    c.plan()
        .filter(plan -> plan.decode() != null)
        .ifPresent(
            plan -> {
              double sum = plan.decode().parts().stream().mapToDouble(StepPart::criticalMs).sum();
              assertEquals(sum, plan.decode().ms(), 1e-9 * sum);
              assertTrue(plan.decode().tokensPerSecond() > 0);
              assertTrue(plan.prefill().tokensPerSecond() > 0);
              assertTrue(plan.threads() >= 1);
              assertTrue(plan.gap() >= 0, "gap " + plan.gap());
            });
  }
}
