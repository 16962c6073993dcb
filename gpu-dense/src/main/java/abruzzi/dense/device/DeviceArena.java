package abruzzi.dense.device;

import java.util.List;

/** Memory of a device that was planned as a whole and is freed as a whole. */
public final class DeviceArena implements DeviceResource {
  private final List<DeviceBlock> blocks;

  DeviceArena(List<DeviceBlock> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  /** The memory of a slot of the plan. */
  public DeviceRegion region(ArenaPlan.Slot slot) {
    return blocks.get(slot.block()).region(slot.offsetBytes(), slot.bytes());
  }

  /** All memory. */
  public long bytes() {
    return blocks.stream().mapToLong(DeviceBlock::bytes).sum();
  }

  /** Frees it. Closing again does nothing. */
  @Override
  public void close() {
    DeviceResources all = new DeviceResources();
    blocks.forEach(all::add);
    all.close();
  }
}
