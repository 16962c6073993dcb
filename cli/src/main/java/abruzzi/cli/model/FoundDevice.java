package abruzzi.cli.model;

import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.choice.DeviceSource;
import abruzzi.dense.device.ComputeDevice;
import java.util.Optional;

/** A device that was looked for before the plan was made. */
record FoundDevice(DeviceSearch find, boolean mayFallBack) implements DeviceSource {
  /** The device, or none where the plan does without it; it is given back then. */
  static FoundDevice of(DeviceSearch search, StartPlan plan) {
    boolean mayFallBack = plan.settings().device().mayFallBack();
    if (search.device().isEmpty() || plan.onCard()) {
      return new FoundDevice(search, mayFallBack);
    }
    ComputeDevice unused = search.device().get();
    String name = unused.info().label();
    unused.close();
    return new FoundDevice(
        new DeviceSearch(Optional.empty(), "the plan does without " + name), mayFallBack);
  }
}
