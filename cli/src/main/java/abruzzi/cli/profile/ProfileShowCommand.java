package abruzzi.cli.profile;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code abruzzi profile show}. */
@Command(
    name = "show",
    abbreviateSynopsis = true,
    description = "Show a hardware profile.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi profile show",
      "  abruzzi profile show a100x1-512gb",
      "  abruzzi profile show --json > machine.json"
    })
public final class ProfileShowCommand implements Callable<Integer> {
  private final Console console;
  private final Installation installation;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "One of those that abruzzi profile list shows; this machine without it.")
  private String name;

  @Mixin private JsonOption json = new JsonOption();

  /** The command on a console. */
  public ProfileShowCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    HardwareProfile profile =
        name == null
            ? installation
                .profiles()
                .find(ProfileStore.THIS_MACHINE)
                .orElseThrow(
                    () ->
                        new CommandFailedException(
                            "this machine was not measured yet; measure it with:"
                                + " abruzzi profile measure"))
            : installation.profiles().get(name);
    if (json.requested()) {
      new JsonOutput(console).write(profile);
    } else {
      new ProfileText(console.out()).print(profile);
    }
    return 0;
  }
}
