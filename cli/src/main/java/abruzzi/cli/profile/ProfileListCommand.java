package abruzzi.cli.profile;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.cli.model.Installation;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.ProfileFormatException;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code abruzzi profile list}. */
@Command(
    name = "list",
    abbreviateSynopsis = true,
    description = "List the hardware profiles that there are: those measured and those shipped.",
    footerHeading = "%nExamples:%n",
    footer = {"  abruzzi profile list", "  abruzzi profile list --json"})
public final class ProfileListCommand implements Callable<Integer> {
  private final Console console;
  private final Installation installation;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public ProfileListCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  /** What {@code --json} writes of each. */
  private record Entry(
      String name, Origin origin, String cpu, long memoryBytes, String gpu, String fault) {}

  @Override
  public Integer call() throws IOException {
    ProfileStore store = installation.profiles();
    TreeSet<String> names = new TreeSet<>(ProfileStore.shippedNames());
    names.addAll(store.ownNames());
    List<Entry> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(entry(store, name));
    }
    if (json.requested()) {
      new JsonOutput(console).write(entries);
    } else {
      print(entries);
    }
    return 0;
  }

  /** A damaged file must not hide the others. */
  private static Entry entry(ProfileStore store, String name) throws IOException {
    try {
      HardwareProfile profile = store.get(name);
      return new Entry(
          name,
          ProfileText.origin(profile),
          profile.cpu().name(),
          profile.memory().totalBytes(),
          profile.gpu().map(GpuProfile::name).orElse(""),
          "");
    } catch (ProfileFormatException e) {
      return new Entry(name, null, "", 0, "", e.getMessage());
    }
  }

  private void print(List<Entry> entries) {
    TextTable table =
        new TextTable(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT, Align.LEFT)
            .row("name", "processor", "memory", "graphics card", "figures");
    for (Entry entry : entries) {
      if (entry.fault.isEmpty()) {
        table.row(
            entry.name,
            entry.cpu,
            Units.bytes(entry.memoryBytes),
            entry.gpu,
            figures(entry.origin));
      } else {
        table.row(entry.name, "damaged", "", "", entry.fault);
      }
    }
    table.print(console.out());
  }

  private static String figures(Origin origin) {
    return origin.kind() == Origin.Kind.MEASURED ? "measured " + origin.date() : "estimate";
  }
}
