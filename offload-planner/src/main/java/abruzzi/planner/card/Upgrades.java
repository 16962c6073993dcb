package abruzzi.planner.card;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Experts of larger types in a mix of which only the size of the whole file is published: first
 * down projections, then gate and up, each from the first layers on, as many as bring the file
 * closest to that size. Down projections alone where no size is published.
 *
 * @param down larger type of down projections
 * @param gateUp larger type of gate and up
 * @param published sizes of files in bytes
 */
record Upgrades(GgmlType down, GgmlType gateUp, Map<ModelCard, Long> published) {
  /** Changes the types of some of these tensors, which are those of a card in file order. */
  List<TensorInfo> apply(ModelCard card, List<CardTensor> shapes, List<TensorInfo> stored) {
    List<Integer> order = new ArrayList<>(places(shapes, EnumSet.of(TensorRole.EXPERT_DOWN)));
    int downs = order.size();
    order.addAll(places(shapes, EnumSet.of(TensorRole.EXPERT_GATE, TensorRole.EXPERT_UP)));
    List<TensorInfo> result = new ArrayList<>(stored);
    Long wanted = published.get(card);
    long total = stored.stream().mapToLong(TensorInfo::sizeBytes).sum();
    int count = wanted == null ? downs : order.size();
    for (int i = 0; i < count; i++) {
      int at = order.get(i);
      TensorInfo larger = shapes.get(at).stored(i < downs ? down : gateUp);
      long more = larger.sizeBytes() - result.get(at).sizeBytes();
      if (wanted != null && total + more / 2 > wanted) {
        break;
      }
      total += more;
      result.set(at, larger);
    }
    return result;
  }

  private static List<Integer> places(List<CardTensor> shapes, Set<TensorRole> roles) {
    return IntStream.range(0, shapes.size())
        .filter(i -> roles.contains(shapes.get(i).role()))
        .boxed()
        .toList();
  }
}
