package abruzzi.runtime.benchmark;

import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.choice.DeviceSource;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.dense.gpu.DeviceRates;
import abruzzi.dense.gpu.KernelChecks;
import abruzzi.profiles.AttentionRate;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.ProductRate;
import abruzzi.quant.gguf.GgmlType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** Measures a graphics card and the way to it. */
public final class CardBenchmark {
  private static final Logger LOG = System.getLogger(CardBenchmark.class.getName());

  private CardBenchmark() {}

  /**
   * Measures the device of a source.
   *
   * @param effort of which storage types products are measured
   * @param origin what is said of the figures
   * @return none where there is no device, or one that fails where it need not be there
   * @throws DeviceException if a device that must be there is not, or fails
   */
  public static List<GpuProfile> measure(
      DeviceSource source, MachineBenchmark.Effort effort, Origin origin) {
    DeviceSearch search = source.find();
    if (search.device().isEmpty()) {
      return List.of();
    }
    try (ComputeDevice device = search.device().get()) {
      return List.of(measure(device, effort, origin));
    } catch (DeviceException e) {
      if (!source.mayFallBack()) {
        throw e;
      }
      LOG.log(Level.WARNING, "the graphics card was not measured: {0}", e.getMessage());
      return List.of();
    }
  }

  private static AttentionRate attention(DeviceRates.Attention rate) {
    return new AttentionRate(
        rate.groupRows(), rate.leastSpan(), rate.units(), rate.positionNanos(), rate.aloneNanos());
  }

  private static GpuProfile measure(
      ComputeDevice device, MachineBenchmark.Effort effort, Origin origin) {
    DeviceRates rates = new DeviceRates(device);
    DeviceRates.Basics basics = rates.basics();
    DeviceInfo info = device.info();
    PcieProfile link =
        new PcieProfile(
            basics.uploadBytesPerSecond(),
            0,
            basics.downloadBytesPerSecond(),
            0,
            basics.exchangeNanos() / 2); // an exchange goes there and back
    List<ProductRate> products = new ArrayList<>();
    for (GgmlType type : KernelChecks.types()) {
      if (effort.includes(type)) {
        products.add(
            new ProductRate(
                type.toString(),
                rates.productBytesPerSecond(type, ActivationForm.EXACT),
                rates.productBytesPerSecond(type, ActivationForm.EXACT, ProductRate.BATCH_ROWS)));
      }
    }
    return new GpuProfile(
        info.name(),
        info.memoryBytes(),
        basics.copyBytesPerSecond(),
        basics.kernelNanos(),
        link,
        info.processor(),
        products,
        attention(rates.attention()),
        origin);
  }
}
