package abruzzi.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A vocabulary as {@code tiktoken.model} has it: a line for each token with its bytes in base 64
 * and its rank, which is its id.
 */
public final class TiktokenVocabulary {
  private final List<String> byteStrings;
  private final Map<String, Integer> ranks = new HashMap<>();

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if a line is damaged, or ranks are missing
   */
  public TiktokenVocabulary(List<String> lines) {
    List<String> tokens = new ArrayList<>(Collections.nCopies(lines.size(), null));
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      try {
        byte[] bytes = Base64.getDecoder().decode(parts[0]);
        String token = new String(bytes, StandardCharsets.ISO_8859_1);
        int rank = Integer.parseInt(parts[1]);
        tokens.set(rank, token);
        ranks.put(token, rank);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException("line '" + line + "', expected base 64 and a rank", e);
      }
    }
    if (tokens.contains(null) || ranks.size() != tokens.size()) {
      throw new IllegalArgumentException("a rank or a token is there twice, expected each once");
    }
    byteStrings = tokens;
  }

  /** The tokens in the alphabet of GPT-2, index = id. */
  public List<String> tokens() {
    return byteStrings.stream().map(ByteAlphabet::toText).toList();
  }

  /** For each token of several bytes, in order of ids, the two that it is merged from. */
  public List<String> merges() {
    List<String> merges = new ArrayList<>();
    for (int id = 0; id < byteStrings.size(); id++) {
      String token = byteStrings.get(id);
      if (token.length() > 1) {
        List<String> parts = mergedBefore(token, id);
        if (parts.size() == 2) {
          merges.add(ByteAlphabet.toText(parts.get(0)) + " " + ByteAlphabet.toText(parts.get(1)));
        }
      }
    }
    return merges;
  }

  /** What merges of lower rank than {@code limit} leave of a token. */
  private List<String> mergedBefore(String token, int limit) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < token.length(); i++) {
      parts.add(token.substring(i, i + 1));
    }
    while (true) {
      int best = -1;
      int bestRank = limit;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), limit);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return parts;
      }
      String right = parts.remove(best + 1);
      parts.set(best, parts.get(best) + right);
    }
  }
}
