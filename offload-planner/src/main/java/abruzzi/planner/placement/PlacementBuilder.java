package abruzzi.planner.placement;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.TensorClass;
import abruzzi.planner.Tier;
import abruzzi.planner.work.ModelWork;
import abruzzi.planner.work.ModelWork.Role;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Writes a choice out, tensor by tensor and expert by expert. */
final class PlacementBuilder {
  private final PlannedModel model;
  private final HardwareProfile machine;
  private final CostTable costs;
  private final ExpertOrder order;
  private final Choice choice;

  PlacementBuilder(
      PlannedModel model,
      HardwareProfile machine,
      CostTable costs,
      ExpertOrder order,
      Choice choice) {
    this.model = model;
    this.machine = machine;
    this.costs = costs;
    this.order = order;
    this.choice = choice;
  }

  Placement build(
      int threads,
      boolean copies,
      int contextTokens,
      GgmlType cacheType,
      long systemBytes,
      long gpuWorkBytes,
      Prediction decode,
      Prediction decodeFull,
      PrefillPlan prefill,
      double gap) {
    long layerCache = costs.cacheRowBytes * contextTokens;
    return new Placement(
        model.name(),
        model.estimated(),
        machine.name(),
        threads,
        copies,
        contextTokens,
        cacheType,
        ramUse(systemBytes, layerCache),
        choice.anyOnGpu() ? gpuUse(gpuWorkBytes, layerCache) : null,
        tensors(),
        experts(),
        decode,
        decodeFull,
        prefill,
        gap);
  }

  private int attentionLayersOnGpu() {
    int count = 0;
    for (int layer = 0; layer < costs.layers; layer++) {
      count += choice.onGpu()[layer] ? 1 : 0;
    }
    return count;
  }

  private MemoryUse ramUse(long systemBytes, long layerCache) {
    long cache = (costs.layers - attentionLayersOnGpu()) * layerCache;
    long used = costs.tableRam;
    for (int unit = 0; unit < costs.units; unit++) {
      used += choice.onGpu()[unit] ? 0 : costs.unitRam[unit];
    }
    for (int i = choice.hot(); i < choice.resident(); i++) {
      used += costs.expertRam[order.layer(i)];
    }
    return new MemoryUse(machine.memory().totalBytes(), systemBytes, 0, cache, used - cache);
  }

  private MemoryUse gpuUse(long workBytes, long layerCache) {
    long total = machine.gpu().map(GpuProfile::memoryBytes).orElseThrow();
    long cache = attentionLayersOnGpu() * layerCache;
    long used = 0;
    for (int unit = 0; unit < costs.units; unit++) {
      used += choice.onGpu()[unit] ? costs.unitVram[unit] : 0;
    }
    for (int i = 0; i < choice.hot(); i++) {
      used += costs.expertVram[order.layer(i)];
    }
    return new MemoryUse(total, Reserves.driverBytes(total), workBytes, cache, used - cache);
  }

  private List<TensorPlacement> tensors() {
    List<TensorPlacement> placed = new ArrayList<>();
    for (TensorInfo tensor : model.tensors()) {
      Role role = ModelWork.roleOf(tensor.name(), model.sizes());
      if (role != Role.EXPERTS) {
        placed.add(
            new TensorPlacement(
                tensor.name(),
                TensorClass.of(tensor.name()),
                tensor.type(),
                tensor.sizeBytes(),
                tierOf(role, ModelWork.layerOf(tensor.name()).orElse(-1))));
      }
    }
    return placed;
  }

  private Tier tierOf(Role role, int layer) {
    return switch (role) {
      case ATTENTION -> tierOf(layer);
      case FEED_FORWARD -> tierOf(costs.layers + layer);
      case HEAD -> tierOf(2 * costs.layers);
      case UNUSED -> Tier.DISK;
      default -> Tier.RAM;
    };
  }

  private Tier tierOf(int unit) {
    return choice.onGpu()[unit] ? Tier.GPU : Tier.RAM;
  }

  private List<LayerPlacement> experts() {
    BitSet[][] sets = new BitSet[costs.layers][LayerExperts.PLACES];
    for (BitSet[] layer : sets) {
      for (int place = 0; place < LayerExperts.PLACES; place++) {
        layer[place] = new BitSet();
      }
    }
    for (int i = 0; i < order.size(); i++) {
      sets[order.layer(i)][LayerExperts.placeOf(i, choice)].set(order.expert(i));
    }
    List<LayerPlacement> placed = new ArrayList<>();
    for (int layer = 0; layer < costs.layers; layer++) {
      if (costs.routed(layer)) {
        placed.add(
            new LayerPlacement(
                layer,
                costs.expertVram[layer],
                new ExpertSet(sets[layer][LayerExperts.GPU]),
                new ExpertSet(sets[layer][LayerExperts.RAM]),
                new ExpertSet(sets[layer][LayerExperts.DISK])));
      }
    }
    return placed;
  }
}
