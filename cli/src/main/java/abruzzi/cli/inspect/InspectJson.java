package abruzzi.cli.inspect;

import abruzzi.planner.ModelInventory;
import abruzzi.planner.Tally;
import abruzzi.planner.TensorClass;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.NonFiniteData;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.repack.TileDirectory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code inspect --json} writes.
 *
 * @param path the file, or the first part of a split one
 * @param parts number of files
 * @param sizeBytes size of all files
 * @param model facts from the metadata
 * @param tiledTensors tensors in tiles, not row after row
 * @param total all tensors
 * @param classes the classes that occur
 * @param types the storage types that occur
 * @param tensors every tensor in file order, null unless asked for
 * @param faults tensors that hold NaN or infinity, null unless asked for
 */
record InspectJson(
    String path,
    int parts,
    long sizeBytes,
    ModelSummary model,
    int tiledTensors,
    TallyJson total,
    List<ClassJson> classes,
    Map<GgmlType, TallyJson> types,
    List<TensorJson> tensors,
    List<FaultJson> faults) {

  /** A tally with its rate. */
  record TallyJson(long tensors, long parameters, long sizeBytes, double bitsPerWeight) {
    static TallyJson of(Tally tally) {
      return new TallyJson(
          tally.tensors(), tally.parameters(), tally.bytes(), tally.bitsPerWeight());
    }
  }

  /** A class of tensors and the storage types it uses. */
  record ClassJson(TensorClass tensorClass, TallyJson total, Map<GgmlType, TallyJson> types) {}

  /** A tensor; dimensions contiguous first, layout rows or tiles. */
  record TensorJson(
      String name,
      TensorClass tensorClass,
      GgmlType type,
      String layout,
      List<Long> dims,
      int part,
      long offsetBytes,
      long sizeBytes) {
    static TensorJson of(TensorInfo tensor, TileDirectory tiles) {
      return new TensorJson(
          tensor.name(),
          TensorClass.of(tensor.name()),
          tensor.type(),
          tiles.has(tensor.name()) ? "tiles" : "rows",
          tensor.dims(),
          tensor.shard(),
          tensor.offsetBytes(),
          tensor.sizeBytes());
    }
  }

  /** Data that is not finite: how many numbers of a tensor, and where the first is. */
  record FaultJson(String tensor, long count, long firstElement, String firstValue) {
    static FaultJson of(NonFiniteData fault) {
      return new FaultJson(
          fault.tensor().name(), fault.count(), fault.element(), Double.toString(fault.value()));
    }
  }

  static InspectJson of(GgufFile file, boolean withTensors, List<NonFiniteData> faults) {
    TileDirectory tiles = TileDirectory.of(file);
    ModelInventory inventory = ModelInventory.of(tiles.tensors());
    return new InspectJson(
        file.paths().get(0).toString(),
        file.paths().size(),
        file.sizeBytes(),
        ModelSummary.of(file.metadata()),
        tiles.size(),
        TallyJson.of(inventory.total()),
        inventory.tallies().keySet().stream().map(c -> classOf(inventory, c)).toList(),
        types(inventory.byType()),
        withTensors ? tiles.tensors().stream().map(t -> TensorJson.of(t, tiles)).toList() : null,
        faults == null ? null : faults.stream().map(FaultJson::of).toList());
  }

  private static ClassJson classOf(ModelInventory inventory, TensorClass tensorClass) {
    return new ClassJson(
        tensorClass,
        TallyJson.of(inventory.ofClass(tensorClass)),
        types(inventory.tallies().get(tensorClass)));
  }

  private static Map<GgmlType, TallyJson> types(Map<GgmlType, Tally> tallies) {
    Map<GgmlType, TallyJson> json = new EnumMap<>(GgmlType.class);
    tallies.forEach((type, tally) -> json.put(type, TallyJson.of(tally)));
    return json;
  }
}
