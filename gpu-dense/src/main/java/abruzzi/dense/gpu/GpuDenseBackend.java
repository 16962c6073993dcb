package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.DenseBackend;
import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseSequence;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.ResidentExpert;
import abruzzi.dense.RouterShape;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceResources;
import java.util.List;

/** Computes the dense stack on a graphics processor, with a copy of the weights there. */
public final class GpuDenseBackend implements DenseBackend {
  private final ComputeDevice device;
  private final DenseModel model;
  private final GpuKernels kernels;
  private final GpuWeights weights;

  /**
   * Uploads the weights.
   *
   * @param device where; closed with the backend, also when this fails
   * @param model shapes and weights, rows as in a file
   * @param residents routed experts that are to be computed there as well
   * @param form what products take as input
   * @throws abruzzi.dense.device.DeviceException if they do not fit, or the device fails
   * @throws IllegalArgumentException if there are no kernels for the model's shapes
   */
  public GpuDenseBackend(
      ComputeDevice device, DenseModel model, List<ResidentExpert> residents, ActivationForm form) {
    this.device = device;
    this.model = model;
    kernels = new GpuKernels(device, form);
    try {
      check(model);
      weights = GpuWeights.upload(device, model, residents);
    } catch (RuntimeException | Error e) {
      device.close();
      throw e;
    }
  }

  private static void check(DenseModel model) {
    AttentionShape shape = model.attention();
    atMost("kv_lora_rank", shape.latent(), GpuKernels.MOST_LATENT);
    atMost("cached values per token", shape.cacheWidth(), GpuKernels.MOST_CACHE_WIDTH);
    RouterShape router = model.router();
    if (router != null) {
      atMost("expert_count", router.experts(), GpuKernels.MOST_EXPERTS);
      atMost("expert_used_count", router.used(), GpuKernels.MOST_PICKS);
      atMost("expert_group_count", router.groups(), GpuKernels.MOST_EXPERT_GROUPS);
    }
  }

  private static void atMost(String name, int value, int most) {
    if (value > most) {
      throw new IllegalArgumentException(
          name + "=" + value + ", expected at most " + most + " on a graphics processor");
    }
  }

  @Override
  public String name() {
    return device.info().label();
  }

  /** The device, for what it counts. */
  public ComputeDevice device() {
    return device;
  }

  @Override
  public DenseSequence open(int contextTokens, int batchTokens, KvCacheType cacheType) {
    if (contextTokens < 1 || batchTokens < 1) {
      throw new IllegalArgumentException(
          "contextTokens="
              + contextTokens
              + " batchTokens="
              + batchTokens
              + ", expected numbers above 0");
    }
    int block = cacheType.type().blockElements();
    int width = model.attention().cacheWidth();
    if (width % block != 0) {
      throw new IllegalArgumentException(
          "cache type "
              + cacheType
              + " stores blocks of "
              + block
              + " values, but this model caches rows of "
              + width
              + "; use F16 or F32");
    }
    int batch = Math.min(batchTokens, contextTokens);
    return new GpuDenseSequence(kernels, model, weights, contextTokens, batch, cacheType);
  }

  /** Frees the weights and gives the device back. */
  @Override
  public void close() {
    DeviceResources own = new DeviceResources();
    own.add(device);
    own.add(weights);
    own.close();
  }
}
