package abruzzi.runtime.calibration;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.InputSquares;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.ProductObserver;
import abruzzi.quant.kernel.RowView;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums the squares of the inputs of all matrices of a model that lie in its file, for each expert
 * and each head on its own.
 *
 * <p>A matrix is told by its address. A product comes in pieces of its rows; the piece with the
 * first row of a plane stands for all.
 *
 * <p>Threading: any number of threads while recording; read it when they are done.
 */
final class InputRecorder implements ProductObserver {
  /**
   * What is known of a tensor.
   *
   * @param name its name
   * @param address of its first byte
   * @param sizeBytes its size
   * @param planeRows rows of one expert or head
   */
  private record Place(
      String name, long address, long sizeBytes, long planeRows, InputSquares squares) {}

  private final TreeMap<Long, Place> places = new TreeMap<>();

  InputRecorder(GgufFile file) {
    for (TensorInfo tensor : file.tensors()) {
      if (tensor.dims().size() > 1) {
        long address = file.data(tensor).address();
        InputSquares squares =
            new InputSquares(Math.toIntExact(tensor.dim(2)), Math.toIntExact(tensor.dim(0)));
        places.put(
            address, new Place(tensor.name(), address, tensor.sizeBytes(), tensor.dim(1), squares));
      }
    }
  }

  @Override
  public void observe(Matrix w, long firstRow, RowView x, int tokens) {
    long address = w.data().address() + w.rowOffsetBytes(firstRow);
    Map.Entry<Long, Place> below = places.floorEntry(address);
    if (below == null) {
      return;
    }
    Place place = below.getValue();
    long offset = address - place.address;
    long row = offset / w.rowBytes();
    if (offset >= place.sizeBytes || row % place.planeRows != 0) {
      return;
    }
    int plane = (int) (row / place.planeRows);
    synchronized (place) {
      for (int t = 0; t < tokens; t++) {
        place.squares.add(plane, x.values(), x.index() + t * x.stride());
      }
    }
  }

  /** What was recorded, by tensor; those that were not used are left out. */
  Map<String, InputSquares> recorded() {
    Map<String, InputSquares> recorded = new TreeMap<>();
    for (Place place : places.values()) {
      if (place.squares.unseen() < place.squares.planes()) {
        recorded.put(place.name, place.squares);
      }
    }
    return recorded;
  }
}
