package abruzzi.runtime.tuning;

/**
 * What tuning found for a model on a machine.
 *
 * @param model name of the model
 * @param date day of the tuning
 * @param logicalCores hardware threads of the machine then
 * @param memoryBytes its main memory then
 * @param settings the settings
 * @param gain how many times as fast they are as those that are usual
 */
public record TunedModel(
    String model,
    String date,
    int logicalCores,
    long memoryBytes,
    RunSettings settings,
    PairedComparison gain) {
  private static final double MEMORY_TOLERANCE = 0.02;

  /** Whether it was found on a machine of this size. */
  public boolean fits(int cores, long bytes) {
    return cores == logicalCores && Math.abs(bytes - memoryBytes) <= MEMORY_TOLERANCE * memoryBytes;
  }
}
