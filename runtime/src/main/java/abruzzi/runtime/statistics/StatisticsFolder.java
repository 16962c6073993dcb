package abruzzi.runtime.statistics;

import abruzzi.planner.statistics.RoutingShape;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.quant.gguf.ContentHash;
import abruzzi.runtime.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where router statistics lie: one file for each model, named by its content.
 *
 * @param folder need not exist
 */
public record StatisticsFolder(Path folder) {
  private static final String SUFFIX = ".routing";

  /** The routed part of a model, if it has one. */
  public static Optional<RoutingShape> shape(ModelConfig config) {
    if (config.router() == null) {
      return Optional.empty();
    }
    int first = config.leadingDenseLayers();
    return Optional.of(
        new RoutingShape(
            first, config.layers() - first, config.router().experts(), config.router().used()));
  }

  /** The file of a model. */
  public Path file(List<Path> modelParts) throws IOException {
    return folder.resolve(ContentHash.of(modelParts) + SUFFIX);
  }

  /** The statistics of a model; they begin now if there are none. */
  public StatisticsStore open(List<Path> modelParts, RoutingShape shape) throws IOException {
    return StatisticsStore.open(file(modelParts), shape);
  }

  /** The statistics of a model, if anything was ever recorded. */
  public Optional<StatisticsStore> find(List<Path> modelParts, RoutingShape shape)
      throws IOException {
    Path file = file(modelParts);
    return Files.exists(file) ? Optional.of(StatisticsStore.open(file, shape)) : Optional.empty();
  }
}
