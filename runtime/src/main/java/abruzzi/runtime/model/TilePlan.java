package abruzzi.runtime.model;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.repack.RepackedFile;
import abruzzi.quant.repack.TileDirectory;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Plans the copy of a model's file in which the same matrices are in tiles that would be when all
 * weights are copied at load: the model is bound to its file as for computing, and what would be
 * copied is noted instead.
 */
public final class TilePlan {
  private TilePlan() {}

  /**
   * Plans the copy.
   *
   * @param file stays open until the copy is written
   * @throws GgufFormatException if the file holds no model of this kind, has tiles already, or has
   *     nothing that can be in tiles
   */
  public static RepackedFile of(GgufFile file) {
    if (TileDirectory.of(file).size() > 0) {
      throw fault(file, "is repacked already");
    }
    ModelConfig config = ModelConfigReader.read(file, OptionalDouble.empty());
    RepackedFile copy = new RepackedFile(file);
    TensorBinder tensors =
        new TensorBinder(
            file,
            Kernels.select(),
            (name, matrix, tiles) -> {
              if (tiles) {
                plan(copy, file, name);
              }
              return matrix;
            },
            Map.of());
    new WeightsReader(tensors, config).bind();
    if (copy.tiledTensors() == 0) {
      throw fault(file, "has no matrix of a type and shape that can be in tiles");
    }
    return copy;
  }

  private static void plan(RepackedFile copy, GgufFile file, String name) {
    var tensor = file.tensor(name).orElseThrow();
    if (name.equals(WeightsReader.EMBEDDING)) { // as the head: its rows are also looked up
      copy.addTiles(WeightsReader.HEAD, tensor);
    } else {
      copy.tile(tensor);
    }
  }

  private static GgufFormatException fault(GgufFile file, String reason) {
    return new GgufFormatException(file.paths().get(0), -1, reason);
  }
}
