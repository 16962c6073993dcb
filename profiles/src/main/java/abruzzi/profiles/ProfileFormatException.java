package abruzzi.profiles;

/** A file that should hold a profile does not; the message is one line for users. */
public final class ProfileFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the fault.
   *
   * @param where the file
   * @param reason what is wrong with it, and at which place in it
   */
  public ProfileFormatException(String where, String reason, Throwable cause) {
    super(
        where
            + ": no hardware profile: "
            + reason
            + "; mend it, or make a new one with: abruzzi profile measure",
        cause);
  }
}
