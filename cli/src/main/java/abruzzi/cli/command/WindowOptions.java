package abruzzi.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that read a text in windows: how many, and how it becomes tokens. */
public final class WindowOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--windows", paramLabel = "N", description = "Most windows of the text to read.")
  private Integer windows;

  @Option(
      names = "--special",
      description =
          "In the text, the text of special tokens, such as <|im_end|>, stands for these tokens.")
  private boolean special;

  /** Fails if an option has no meaning. */
  public void check() {
    if (windows != null && windows < 1) {
      throw new ParameterException(
          spec.commandLine(), "--windows=" + windows + ", expected at least 1");
    }
  }

  /** Most windows to read; all without the option. */
  public int most() {
    return mostOr(Integer.MAX_VALUE);
  }

  /** Most windows to read, {@code usual} without the option. */
  public int mostOr(int usual) {
    return windows == null ? usual : windows;
  }

  /** Whether the text of special tokens stands for these tokens. */
  public boolean special() {
    return special;
  }
}
