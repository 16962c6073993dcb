package abruzzi.dense.gpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernels must know of the picks of a batch, as one array of integers. A row is a pick;
 * rows are sorted by expert. In order:
 *
 * <pre>
 *   [rows]           its token
 *   [tokens + 1]     where the entries of a token begin; where those of the last one end
 *   [rows, 2]        entries, token by token: row, bits of its weight; rows ascend
 *   [tiles, 3]       place of an expert, first row within the chunk, number of rows
 * </pre>
 *
 * <p>Chunks are rows that are computed together, as many whole tiles as there is room for. What
 * tiles an expert's rows become does not depend on the chunks, nor does the order in which the rows
 * of a token are added; so neither do results.
 *
 * <p>Threading: belongs to one sequence.
 */
final class ExpertTable {
  private static final int TILE_WORDS = 3;
  private static final int ENTRY_WORDS = 2;

  private final int rowsAtOnce;
  private final int[] words;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Map<TileSize, List<Tile>> open = new EnumMap<>(TileSize.class);
  private int starts;
  private int entries;
  private int end;

  /**
   * An empty table.
   *
   * @param rowsAtOnce rows of a chunk at most, enough for a tile or for all rows
   */
  ExpertTable(int batchTokens, int used, int rowsAtOnce) {
    this.rowsAtOnce = rowsAtOnce;
    words = new int[words(batchTokens, used)];
  }

  /** The most integers of a table. */
  static int words(int batchTokens, int used) {
    return batchTokens * used * (1 + ENTRY_WORDS + TILE_WORDS) + batchTokens + 1;
  }

  /**
   * Tiles of one size.
   *
   * @param at where they begin in the table
   * @param count how many, sorted by the place of the expert
   */
  record Tiles(TileSize size, int at, int count) {}

  /**
   * Rows that are computed together.
   *
   * @param first the first one
   * @param rows how many
   */
  record Chunk(int first, int rows, List<Tiles> tiles) {}

  private record Tile(int place, int first, int rows) {}

  /** Begins anew. */
  void fill(ExpertSplit split, int tokens) {
    int rows = split.taken();
    starts = rows;
    entries = starts + tokens + 1;
    end = entries + ENTRY_WORDS * rows;
    System.arraycopy(split.tokens(), 0, words, 0, rows);
    entries(split, tokens);
    chunks.clear();
    int first = 0;
    int filled = 0;
    for (ExpertSplit.Group group : split.groups()) {
      for (int done = 0; done < group.rows(); ) {
        TileSize size = TileSize.of(group.rows(), group.rows() - done);
        int here = Math.min(size.rows(), group.rows() - done);
        if (filled + here > rowsAtOnce) {
          close(first, filled);
          first += filled;
          filled = 0;
        }
        open.computeIfAbsent(size, s -> new ArrayList<>())
            .add(new Tile(group.place(), filled, here));
        filled += here;
        done += here;
      }
    }
    close(first, filled);
  }

  private void entries(ExpertSplit split, int tokens) {
    int[] counts = new int[tokens + 1];
    for (int row = 0; row < split.taken(); row++) {
      counts[split.tokens()[row] + 1]++;
    }
    for (int t = 0; t < tokens; t++) {
      counts[t + 1] += counts[t];
    }
    System.arraycopy(counts, 0, words, starts, tokens + 1);
    for (int row = 0; row < split.taken(); row++) {
      int at = entries + ENTRY_WORDS * counts[split.tokens()[row]]++;
      words[at] = row;
      words[at + 1] = Float.floatToRawIntBits(split.weights()[row]);
    }
  }

  private void close(int first, int rows) {
    List<Tiles> tiles = new ArrayList<>();
    open.forEach(
        (size, list) -> {
          tiles.add(new Tiles(size, end, list.size()));
          for (Tile tile : list) {
            words[end] = tile.place;
            words[end + 1] = tile.first;
            words[end + 2] = tile.rows;
            end += TILE_WORDS;
          }
        });
    open.clear();
    chunks.add(new Chunk(first, rows, tiles));
  }

  /** Place of the expert of a tile. */
  int place(Tiles tiles, int i) {
    return words[at(tiles, i)];
  }

  /** Where a tile lies in the table. */
  int at(Tiles tiles, int i) {
    return tiles.at + TILE_WORDS * i;
  }

  /** The rows in portions. */
  List<Chunk> chunks() {
    return chunks;
  }

  /** Where the beginnings of tokens lie in the table. */
  int starts() {
    return starts;
  }

  /** Where the entries of tokens lie in the table. */
  int entries() {
    return entries;
  }

  /** The table as it is to lie on the device. */
  MemorySegment values() {
    return MemorySegment.ofArray(words).asSlice(0, (long) end * Integer.BYTES);
  }
}
