package abruzzi.cli.compare;

import abruzzi.quant.gguf.ContentHash;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model file of a comparison.
 *
 * @param name what it is called in the report
 * @param path where it lies
 * @param hash of its content
 * @param vocabulary what its tokenizer is made of, to be compared with that of others
 */
record ComparedFile(String name, Path path, String hash, Vocabulary vocabulary) {
  /** What must be the same for token ids to mean the same. */
  record Vocabulary(Optional<List<String>> tokens, Optional<String> rule) {
    static Vocabulary of(GgufMetadata metadata) {
      return new Vocabulary(
          metadata.strings("tokenizer.ggml.tokens"), metadata.string("tokenizer.ggml.pre"));
    }

    int size() {
      return tokens.map(List::size).orElse(0);
    }
  }

  static ComparedFile open(String name, Path path) throws IOException {
    try (GgufFile file = GgufFile.open(path)) {
      return new ComparedFile(
          name, path, ContentHash.of(file.paths()), Vocabulary.of(file.metadata()));
    }
  }
}
