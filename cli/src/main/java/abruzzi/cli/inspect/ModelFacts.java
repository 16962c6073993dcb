package abruzzi.cli.inspect;

import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.repack.TileDirectory;

/** The metadata of a model in a few lines. */
final class ModelFacts {
  private final GgufFile file;
  private final TileDirectory tiles;
  private final ModelSummary summary;

  ModelFacts(GgufFile file, TileDirectory tiles) {
    this.file = file;
    this.tiles = tiles;
    this.summary = ModelSummary.of(file.metadata());
  }

  TextTable table() {
    FactLine layers =
        new FactLine().add(summary.layers(), "").add(summary.denseLayers(), " leading dense");
    FactLine sizes =
        new FactLine()
            .add(summary.hiddenSize(), "")
            .add(summary.heads(), " heads")
            .add(summary.kvRank(), " latent")
            .add(summary.feedForwardSize(), " dense feed-forward");
    FactLine experts =
        new FactLine()
            .add(summary.experts(), "")
            .add(summary.expertsUsed(), " per token")
            .add(summary.sharedExperts(), " shared")
            .add(summary.expertSize(), " feed-forward");
    TextTable facts = new TextTable(Align.LEFT, Align.LEFT);
    facts.row("file", file.paths().get(0).toString());
    facts.row(
        "size",
        Units.bytes(file.sizeBytes())
            + (file.paths().size() > 1 ? " in " + file.paths().size() + " parts" : ""));
    facts.row("name", orUnknown(summary.name()));
    facts.row("arch", orUnknown(summary.architecture()));
    addIfKnown(facts, "layers", layers);
    addIfKnown(facts, "hidden", sizes);
    addIfKnown(facts, "experts", experts);
    addIfKnown(facts, "context", new FactLine().add(summary.contextTokens(), " tokens"));
    facts.row("tokenizer", tokenizer(summary.tokenizer()));
    if (tiles.size() > 0) {
      facts.row("repacked", tiles.size() + " tensors in tiles, for Abruzzi with 512-bit vectors");
    }
    facts.row("template", summary.tokenizer().chatTemplate() ? "in the file" : "none");
    return facts;
  }

  private static void addIfKnown(TextTable facts, String label, FactLine line) {
    if (!line.isEmpty()) {
      facts.row(label, line.toString());
    }
  }

  private static String tokenizer(ModelSummary.Tokenizer tokenizer) {
    return tokenizer.model() == null
        ? "none"
        : "%s, %s, %d tokens, %d merges"
            .formatted(
                tokenizer.model(),
                orUnknown(tokenizer.preTokenizer()),
                tokenizer.tokens(),
                tokenizer.merges());
  }

  private static String orUnknown(String text) {
    return text == null ? "unknown" : text;
  }
}
