package abruzzi.cli.profile;

import abruzzi.cli.console.Console;
import abruzzi.cli.model.Installation;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code abruzzi profile}: alone it shows the profile of this machine. */
@Command(
    name = "profile",
    abbreviateSynopsis = true,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Show, list or measure hardware profiles, from which models are planned.",
      "Without a command, the profile of this machine is shown."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi profile measure",
      "  abruzzi profile",
      "  abruzzi profile show rtx4090-256gb-ddr5-2ch --json"
    })
public final class ProfileCommand implements Callable<Integer> {
  private final ProfileShowCommand show;

  /** The command on a console. */
  public ProfileCommand(Console console, Installation installation) {
    show = new ProfileShowCommand(console, installation);
  }

  @Override
  public Integer call() throws IOException {
    return show.call();
  }
}
