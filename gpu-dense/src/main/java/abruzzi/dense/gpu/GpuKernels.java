package abruzzi.dense.gpu;

import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceProgram;
import abruzzi.quant.gguf.GgmlType;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernels of a device, built when first asked for.
 *
 * <p>Threading: any thread.
 */
final class GpuKernels {
  /** Rows of heads that one group of the attention takes. */
  static final int ATTENTION_ROWS = 16;

  /** Positions that it takes at a time. */
  static final int ATTENTION_POSITIONS = 2;

  static final int MOST_LATENT = 512;
  static final int MOST_CACHE_WIDTH = 576;
  static final int MOST_EXPERTS = 1024;
  static final int MOST_EXPERT_GROUPS = 64;
  static final int MOST_PICKS = 64;
  static final int VECTOR_ITEMS = 128;
  static final int VECTOR_TOKENS = 4;
  static final int TILE_ROWS = 64;
  static final int TILE_TOKENS = 32;
  static final int ITEMS = 64;
  static final int ROW_GROUP_COLUMNS = 32 * 32;

  private static final int TILE_ITEMS = 128;
  private static final int ROW_ITEMS = 32;
  private static final int LARGE_ITEMS = 256;

  private final ComputeDevice device;
  private final ActivationForm form;
  private final Map<String, DeviceKernel> built = new HashMap<>();

  GpuKernels(ComputeDevice device, ActivationForm form) {
    this.device = device;
    this.form = form;
  }

  ComputeDevice device() {
    return device;
  }

  /** Whether products with a type take rounded activations. */
  boolean rounds(GgmlType type) {
    return form == ActivationForm.ROUNDED && KernelPrograms.inGroups(type);
  }

  DeviceKernel vector(GgmlType type, int tokens) {
    String name = tokens == 1 ? "product_1" : "product_4";
    return kernel(KernelPrograms.product(type, form), name, VECTOR_ITEMS);
  }

  DeviceKernel tiled(GgmlType type) {
    return kernel(KernelPrograms.product(type, form), "product_tiled", TILE_ITEMS);
  }

  /** Products of many experts. */
  DeviceKernel experts(GgmlType type, TileSize size) {
    int items = size == TileSize.TILED ? TILE_ITEMS : VECTOR_ITEMS;
    return kernel(KernelPrograms.product(type, form), size.kernel(), items);
  }

  DeviceKernel transposed(GgmlType type) {
    return kernel(
        KernelPrograms.product(type, ActivationForm.EXACT), "product_transposed", ROW_ITEMS);
  }

  DeviceKernel rows(GgmlType type) {
    return kernel(KernelPrograms.product(type, ActivationForm.EXACT), "weight_rows", ROW_ITEMS);
  }

  /** A kernel of the attention, which all have groups of the same size. */
  DeviceKernel attention(KvCacheType type, String name) {
    return kernel(KernelPrograms.attention(type), name, LARGE_ITEMS);
  }

  /** A kernel that takes a row with each group. */
  DeviceKernel norm(String name) {
    return kernel(KernelPrograms.dense(), name, LARGE_ITEMS);
  }

  /** A kernel over elements, groups of 32 or pairs, or the router. */
  DeviceKernel elements(String name) {
    return kernel(KernelPrograms.dense(), name, ITEMS);
  }

  private synchronized DeviceKernel kernel(DeviceProgram program, String name, int groupItems) {
    return built.computeIfAbsent(
        program.name() + " " + name, key -> device.kernel(program, name, groupItems));
  }
}
