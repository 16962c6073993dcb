package abruzzi.runtime.model;

/**
 * How much of a model is copied into memory of its own, in a faster layout, and who is told of it.
 *
 * <p>Threading: called by the thread that opens the model.
 */
public interface WeightCopying {
  /** No copies: all weights are read from the mapped file. */
  WeightCopying NONE = (modelBytes, repacked) -> 0;

  /**
   * How much memory copies may take.
   *
   * @param modelBytes size of the model's file, of all its parts
   * @param repacked whether weights are in tiles in the file already
   * @return bytes, 0 for no copies
   */
  long mostBytes(long modelBytes, boolean repacked);

  /** Says that {@code bytes} more of the file's bytes are copied. */
  default void copied(long bytes) {}
}
