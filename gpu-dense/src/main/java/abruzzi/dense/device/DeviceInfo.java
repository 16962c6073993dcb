package abruzzi.dense.device;

/**
 * What is known of a device.
 *
 * @param api how it is spoken to
 * @param number of the device among those of the same api, from 0
 * @param name as its driver gives it
 * @param driver name and version of the driver
 * @param processor whether it is the CPU itself
 * @param memoryBytes size of its memory
 * @param mostAllocationBytes largest single allocation
 * @param alignmentBytes what regions of an allocation are aligned to
 * @param localBytes memory that the work-items of a group share
 * @param computeUnits groups that run at the same time, at least
 */
public record DeviceInfo(
    Api api,
    int number,
    String name,
    String driver,
    boolean processor,
    long memoryBytes,
    long mostAllocationBytes,
    int alignmentBytes,
    long localBytes,
    int computeUnits) {
  /** How a device is spoken to. */
  public enum Api {
    OPENCL("OpenCL"),
    CUDA("CUDA");

    private final String label;

    Api(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** Short name for people, as in {@code CUDA 0 (NVIDIA GeForce RTX 4090)}. */
  public String label() {
    return api + " " + number + " (" + name + ")";
  }
}
