package abruzzi.runtime.conversion;

/**
 * What came of reading a converted file again.
 *
 * @param values weights that were compared with those of the checkpoint
 * @param rounded weights that are as near to it as their storage type allows, but not equal
 * @param wrong weights that are not
 * @param firstWrong name of the first tensor with such, null without one
 */
public record Verification(long values, long rounded, long wrong, String firstWrong) {}
