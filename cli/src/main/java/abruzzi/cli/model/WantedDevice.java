package abruzzi.cli.model;

import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.choice.DeviceSource;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.runtime.tuning.RunSettings;
import java.util.Locale;
import java.util.Optional;

/**
 * A device, and whether it must be there.
 *
 * @param choice which one
 * @param mayFallBack whether the processors do where it is not there, or fails
 */
record WantedDevice(DeviceChoice choice, boolean mayFallBack) implements DeviceSource {
  /** A card if there is one. */
  static final WantedDevice ANY = of(DeviceChoice.AUTO);

  /** What the user says. */
  static WantedDevice of(DeviceChoice choice) {
    return new WantedDevice(choice, choice.mayFallBack());
  }

  /** What tuning has found; that the device is there no more is no reason to fail. */
  static WantedDevice tuned(RunSettings settings) {
    return new WantedDevice(DeviceChoice.parse(settings.device()), true);
  }

  /** Whether it is left open which one, or whether any. */
  boolean any() {
    return choice.kind() == DeviceChoice.Kind.AUTO;
  }

  /** As the option {@code --gpu} has it. */
  String name() {
    return choice.toString();
  }

  /** The option that picks this device. */
  static String name(DeviceInfo device) {
    return device.api().toString().toLowerCase(Locale.ROOT) + ":" + device.number();
  }

  @Override
  public DeviceSearch find() {
    try {
      return choice.find();
    } catch (DeviceException e) {
      if (!mayFallBack) {
        throw e;
      }
      return new DeviceSearch(Optional.empty(), e.getMessage());
    }
  }
}
