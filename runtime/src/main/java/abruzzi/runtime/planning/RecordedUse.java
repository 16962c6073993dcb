package abruzzi.runtime.planning;

import abruzzi.planner.statistics.RouterStatistics;
import abruzzi.planner.statistics.RoutingShape;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.model.ModelConfigReader;
import abruzzi.runtime.statistics.StatisticsFolder;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was recorded of a model's router. */
public final class RecordedUse {
  private RecordedUse() {}

  /** The statistics of a model; nothing where no token was recorded. */
  public static Optional<RouterStatistics> of(GgufFile file, StatisticsFolder folder)
      throws IOException {
    Optional<RoutingShape> shape =
        StatisticsFolder.shape(ModelConfigReader.read(file, OptionalDouble.empty()));
    if (shape.isEmpty()) {
      return Optional.empty();
    }
    Optional<StatisticsStore> found = folder.find(file.paths(), shape.get());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StatisticsStore store = found.get()) {
      return Optional.of(store.read()).filter(statistics -> statistics.tokens() > 0);
    }
  }
}
