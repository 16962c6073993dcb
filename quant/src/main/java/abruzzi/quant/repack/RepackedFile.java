package abruzzi.quant.repack;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.gguf.TensorSource;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.Workers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * A copy of a file with some matrices in tiles, to be written.
 *
 * <p>Threading: one thread at a time.
 */
public final class RepackedFile {
  private static final long CHUNK_BYTES = 8L << 20;

  private final GgufFile file;
  private final Map<String, TiledTensor> tiled = new LinkedHashMap<>();

  /** Names of tensors in tiles that the file lacks, with the tensor that they are made of. */
  private final Map<String, TensorInfo> added = new LinkedHashMap<>();

  /**
   * A plain copy so far.
   *
   * @param file stays open until the copy is written
   */
  public RepackedFile(GgufFile file) {
    this.file = file;
  }

  /**
   * Brings a tensor into tiles.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  public void tile(TensorInfo tensor) {
    tiled.put(tensor.name(), tiles(tensor.name(), tensor));
  }

  /**
   * Adds a tensor in tiles that is made of another one, which stays as it is.
   *
   * @throws IllegalArgumentException if it cannot be, or the name is taken
   */
  public void addTiles(String name, TensorInfo source) {
    if (file.tensor(name).isPresent()) {
      throw new IllegalArgumentException("name=" + name + ", expected a new one");
    }
    tiled.put(name, tiles(name, source));
    added.put(name, source);
  }

  private static TiledTensor tiles(String name, TensorInfo source) {
    long planes = source.elements() / (source.dim(0) * source.dim(1));
    TiledTensor tiles = new TiledTensor(name, source.type(), source.dim(0), source.dim(1), planes);
    if (!tiles.fits()) {
      throw new IllegalArgumentException(
          "source=" + source + ", expected a type and shape that tiles can have");
    }
    return tiles;
  }

  /** Number of tensors in tiles. */
  public int tiledTensors() {
    return tiled.size();
  }

  /** Bytes of all tensors. */
  public long dataBytes() {
    long bytes = tiled.values().stream().mapToLong(TiledTensor::sizeBytes).sum();
    for (TensorInfo tensor : file.tensors()) {
      bytes += tiled.containsKey(tensor.name()) ? 0 : tensor.sizeBytes();
    }
    return bytes;
  }

  /**
   * Writes the copy to one file, which appears whole or not at all, see {@link GgufWriter}.
   *
   * @param workers make the tiles
   * @param progress is told how many bytes of {@link #dataBytes} are written
   * @throws GgufFormatException if a scale of a matrix in tiles is not finite
   */
  public void write(Path target, Workers workers, LongConsumer progress) throws IOException {
    GgufWriter writer =
        new GgufWriter(TileDirectory.withDirectory(file.metadata(), tiled.values()));
    long[] written = {0};
    Set<String> names = new LinkedHashSet<>();
    file.tensors().forEach(tensor -> names.add(tensor.name()));
    names.addAll(added.keySet());
    for (String name : names) {
      TensorInfo source = added.getOrDefault(name, file.tensor(name).orElse(null));
      TiledTensor tiles = tiled.get(name);
      LongConsumer more = bytes -> progress.accept(written[0] += bytes);
      if (tiles == null) {
        TensorSource plain = TensorSource.of(file.data(source));
        writer.tensor(name, source.type(), source.dims(), told(plain, source.sizeBytes(), more));
      } else {
        writer.tensor(
            name,
            GgmlType.I8,
            List.of(tiles.sizeBytes()),
            channel -> writeTiles(tiles, source, workers, channel, more));
      }
    }
    try {
      writer.write(target);
    } catch (InternalError fault) {
      throw file.explain(fault).orElseThrow(() -> fault);
    }
  }

  private static TensorSource told(TensorSource source, long bytes, LongConsumer more) {
    return channel -> {
      source.writeTo(channel);
      more.accept(bytes);
    };
  }

  private void writeTiles(
      TiledTensor tiles,
      TensorInfo source,
      Workers workers,
      WritableByteChannel channel,
      LongConsumer more)
      throws IOException {
    int columns = (int) tiles.columns();
    long rowBytes = Tiles.rowBytes(tiles.type(), columns);
    long chunkRows = Math.max(Tiles.PANEL_ROWS, CHUNK_BYTES / rowBytes & -Tiles.PANEL_ROWS);
    long allRows = tiles.rows() * tiles.planes();
    Matrix rows = new Matrix(file.data(source), 0, tiles.type(), allRows, columns);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(chunkRows * rowBytes + Tiles.PADDING_BYTES, 64);
      for (long first = 0; first < allRows; first += chunkRows) {
        long count = Math.min(chunkRows, allRows - first);
        Matrix chunk = new Matrix(buffer, 0, tiles.type(), count, columns, MatrixLayout.TILES);
        fill(rows.slice(first, count), chunk, workers);
        channel.write(buffer.asSlice(0, chunk.sizeBytes()).asByteBuffer());
        more.accept(chunk.sizeBytes());
      }
      channel.write(buffer.asSlice(0, Tiles.PADDING_BYTES).fill((byte) 0).asByteBuffer());
      more.accept(Tiles.PADDING_BYTES);
    }
  }

  private void fill(Matrix rows, Matrix tiles, Workers workers) {
    AtomicBoolean finite = new AtomicBoolean(true);
    workers.run(
        Math.toIntExact(rows.rows() / Tiles.ROWS),
        (part, worker) -> {
          if (!Tiles.write(rows, (long) part * Tiles.ROWS, Tiles.ROWS, tiles)) {
            finite.set(false);
          }
        });
    if (!finite.get()) {
      throw new GgufFormatException(
          file.paths().get(0),
          -1,
          "a scale is infinite or NaN; the file is damaged, 'inspect --check' finds the tensor");
    }
  }
}
