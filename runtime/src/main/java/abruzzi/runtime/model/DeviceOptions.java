package abruzzi.runtime.model;

import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.choice.DeviceSource;
import abruzzi.dense.gpu.ActivationForm;

/**
 * What a graphics processor is to do.
 *
 * @param source where it comes from
 * @param activations what its products take as input
 * @param experts routed experts that it computes as well
 */
public record DeviceOptions(DeviceSource source, ActivationForm activations, ExpertList experts) {
  /** Nothing: the processors compute everything. */
  public static final DeviceOptions OFF = of(DeviceChoice.OFF);

  /** The dense part, with the activations that the processors would take. */
  public static DeviceOptions of(DeviceSource source) {
    return new DeviceOptions(source, ActivationForm.EXACT, ExpertList.none());
  }

  /** The same, with other activations. */
  public DeviceOptions withActivations(ActivationForm form) {
    return new DeviceOptions(source, form, experts);
  }

  /** The same, with routed experts. */
  public DeviceOptions withExperts(ExpertList list) {
    return new DeviceOptions(source, activations, list);
  }
}
