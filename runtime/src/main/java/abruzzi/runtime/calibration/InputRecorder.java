package abruzzi.runtime.calibration;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.InputSums;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.ProductObserver;
import abruzzi.quant.kernel.RowView;
import abruzzi.quant.kernel.Workers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Sums what is asked for over the inputs of matrices of a model that lie in its file, for each
 * expert and each head on its own.
 *
 * <p>A matrix is told by its address. A product comes in pieces of its rows; the piece with the
 * first row of a plane stands for all.
 *
 * <p>Threading: any number of threads while recording; read it when they are done.
 */
final class InputRecorder<S extends InputSums> implements ProductObserver {
  /**
   * What is known of a tensor.
   *
   * @param name its name
   * @param address of its first byte
   * @param sizeBytes its size
   * @param planeRows rows of one expert or head
   */
  private record Place<S>(String name, long address, long sizeBytes, long planeRows, S sums) {}

  private final TreeMap<Long, Place<S>> places = new TreeMap<>();

  InputRecorder(GgufFile file, Function<TensorInfo, Optional<S>> wanted) {
    for (TensorInfo tensor : file.tensors()) {
      wanted
          .apply(tensor)
          .ifPresent(
              sums -> {
                long address = file.data(tensor).address();
                long bytes = tensor.sizeBytes();
                places.put(
                    address, new Place<>(tensor.name(), address, bytes, tensor.dim(1), sums));
              });
    }
  }

  @Override
  public void observe(Matrix w, long firstRow, RowView x, int tokens) {
    long address = w.data().address() + w.rowOffsetBytes(firstRow);
    Map.Entry<Long, Place<S>> below = places.floorEntry(address);
    if (below == null) {
      return;
    }
    Place<S> place = below.getValue();
    long offset = address - place.address;
    long row = offset / w.rowBytes();
    if (offset >= place.sizeBytes || row % place.planeRows != 0) {
      return;
    }
    int plane = (int) (row / place.planeRows);
    synchronized (place) {
      place.sums.add(plane, x, tokens);
    }
  }

  /** A window is read. */
  void endWindow(Workers workers) {
    List<Place<S>> all = List.copyOf(places.values());
    workers.run(all.size(), (part, worker) -> all.get(part).sums.endWindow());
  }

  /** What was recorded, by tensor; those that were not used are left out. */
  Map<String, S> recorded() {
    Map<String, S> recorded = new TreeMap<>();
    for (Place<S> place : places.values()) {
      if (place.sums.unseen() < place.sums.planes()) {
        recorded.put(place.name, place.sums);
      }
    }
    return recorded;
  }
}
