package abruzzi.cli.model;

import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.experts.WorkerPool;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.LayerPlacement;
import abruzzi.planner.placement.Placement;
import abruzzi.profiles.HardwareProfile;
import abruzzi.runtime.model.ExpertList;
import abruzzi.runtime.tuning.RunSettings;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The plan by which a model is opened on this machine: how many threads compute, how much of the
 * weights is copied into memory, how long a context there is room for, and what a graphics card
 * does.
 *
 * @param model the model
 * @param machine this machine, with the memory that this process may use
 * @param settings how it is run beyond that
 * @param card the graphics card that computes the dense part, empty for the processors
 * @param placement the plan, empty where nothing fits: then everything is read from the file
 */
public record StartPlan(
    PlannedModel model,
    HardwareProfile machine,
    StartSettings settings,
    Optional<DeviceInfo> card,
    Optional<Placement> placement) {
  private static final int USUAL_SPIN_MICROS =
      (int) TimeUnit.NANOSECONDS.toMicros(WorkerPool.DEFAULT_SPIN_NANOS);

  /** Whether a graphics card computes the dense part. */
  boolean onCard() {
    return card.isPresent();
  }

  /**
   * All that tuning may change, as the user or the plan has it.
   *
   * @param cardFound whether there is a graphics card, if only one that the plan does without
   */
  RunSettings runSettings(long modelBytes, boolean cardFound) {
    String noCard = cardFound ? RunSettings.NO_DEVICE : settings.device().name();
    boolean copies = settings.copyBytes(modelBytes, model.tiled(), copyBytes()) > 0;
    return new RunSettings(
        settings.threads().orElse(threads()),
        spinMicros(),
        settings.batchTokens(),
        copies,
        settings.largePages(),
        card.map(WantedDevice::name).orElse(noCard),
        settings.activations());
  }

  /**
   * How long threads wait in a loop before they sleep. Where the card is the processors themselves,
   * such threads would keep them from what it computes.
   */
  int spinMicros() {
    boolean together = card.filter(DeviceInfo::processor).isPresent();
    return settings.spinMicros().orElse(together ? 0 : USUAL_SPIN_MICROS);
  }

  /** Threads that compute. */
  int threads() {
    return placement.map(Placement::threads).orElseGet(ModelOptions::defaultThreads);
  }

  /**
   * Bytes that copies of weights may take: what is free, too, for a layer's experts are copied
   * together, those on a card as well, and copies in tiles are larger than a plan knows that was
   * made without rates of tiles.
   */
  long copyBytes() {
    return placement
        .filter(Placement::copies)
        .map(plan -> plan.ram().weightBytes() + plan.ram().freeBytes())
        .orElse(0L);
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

  /** Routed experts that the graphics card computes. */
  ExpertList hotExperts() {
    SortedMap<Integer, SortedSet<Integer>> hot = new TreeMap<>();
    placement.ifPresent(
        plan -> {
          for (LayerPlacement layer : plan.experts()) {
            SortedSet<Integer> experts = new TreeSet<>();
            for (int expert = 0; expert < model.sizes().experts(); expert++) {
              if (layer.gpu().contains(expert)) {
                experts.add(expert);
              }
            }
            if (!experts.isEmpty()) {
              hot.put(layer.layer(), experts);
            }
          }
        });
    return ExpertList.of("the plan", hot);
  }
}
