package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.OutputFile;
import abruzzi.cli.console.Units;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code abruzzi synth}: writes a model of Kimi's shape with random weights. */
@Command(
    name = "synth",
    abbreviateSynopsis = true,
    description = {
      "Write a model of Kimi K2's sizes with random weights and few layers, to measure with.",
      "It has one dense layer and as many layers with experts as the shape says. Other engines"
          + " load it, too."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi synth kimi-k2:3:TQ1_0 -o slice.gguf",
      "  abruzzi synth kimi-k2:1 --experts IQ1_S --dense Q8_0 -o slice.gguf",
      "  abruzzi bench -m slice.gguf"
    })
public final class SynthCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "SHAPE",
      converter = ShapeConverter.class,
      description = "kimi-k2:LAYERS[:TYPE], layers with experts and their storage type.")
  private SyntheticShape shape;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it.")
  private Path output;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Mixin private ShapeOptions options;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public SynthCommand(Console console) {
    this.console = console;
  }

  /** What {@code --json} writes. */
  private record Written(
      String path,
      long sizeBytes,
      int layers,
      String expertType,
      String denseType,
      String headType,
      int vocabulary,
      long seed) {}

  @Override
  public void run() {
    SyntheticShape wanted = options.applyTo(shape);
    OutputFile.requireFree(output, force);
    new SyntheticFile(console).write(output, wanted, options.seed());
    Written written = written(wanted);
    if (json.requested()) {
      new JsonOutput(console).write(written);
    } else {
      console.out().println(output + ": " + Units.bytes(written.sizeBytes));
    }
  }

  private Written written(SyntheticShape wanted) {
    try {
      return new Written(
          output.toString(),
          Files.size(output),
          wanted.layers(),
          wanted.expertType().name(),
          wanted.denseType().name(),
          wanted.headType().name(),
          wanted.vocabulary(),
          options.seed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
