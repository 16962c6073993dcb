package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.KernelArguments;

/**
 * Launches products of many experts at once, each with its own rows, and sums of their results.
 *
 * <p>Threading: belongs to one sequence.
 */
final class ExpertProducts {
  private static final int ROWS_THEMSELVES = -1;

  private final GpuProducts products;
  private final ExpertTable table;
  private final DeviceRegion tableRegion;

  /**
   * @param tableRegion where the table lies when the kernels run
   */
  ExpertProducts(GpuProducts products, ExpertTable table, DeviceRegion tableRegion) {
    this.products = products;
    this.table = table;
    this.tableRegion = tableRegion;
  }

  /**
   * Two products of the tokens of a chunk, with one launch for each size of tiles where both types
   * are the same.
   *
   * @param x {@code [tokens, columns]}
   * @param gateRows {@code [chunk rows, rows]}
   * @param upRows the same
   */
  void ofTokens(
      ExpertMatrices gate,
      ExpertMatrices up,
      Activations x,
      DeviceRegion gateRows,
      DeviceRegion upRows,
      ExpertTable.Chunk chunk) {
    if (gate.alike(up)) {
      launch(gate, up, x, gateRows, upRows, chunk.first(), chunk);
    } else {
      launch(gate, null, x, gateRows, gateRows, chunk.first(), chunk);
      launch(up, null, x, upRows, upRows, chunk.first(), chunk);
    }
  }

  /**
   * A product of the rows of a chunk.
   *
   * @param x {@code [chunk rows, columns]}
   * @param y {@code [chunk rows, rows]}
   */
  void ofRows(ExpertMatrices w, Activations x, DeviceRegion y, ExpertTable.Chunk chunk) {
    launch(w, null, x, y, y, ROWS_THEMSELVES, chunk);
  }

  /**
   * Adds the rows of a chunk, weighted, to those of their tokens.
   *
   * @param x {@code [chunk rows, columns]}
   * @param y {@code [tokens, columns]}
   */
  void add(DeviceRegion x, DeviceRegion y, ExpertTable.Chunk chunk, int tokens, int columns) {
    products
        .arguments()
        .region(x)
        .region(tableRegion)
        .region(y)
        .integer(table.starts())
        .integer(table.entries())
        .integer(chunk.first())
        .integer(chunk.rows())
        .integer(columns);
    int groups = GpuProducts.groups(columns, GpuKernels.ITEMS);
    products.launch(products.kernels().elements("add_experts"), groups, tokens, 1);
  }

  /** One launch for each size of tiles and each part of the weights. */
  private void launch(
      ExpertMatrices w,
      ExpertMatrices second,
      Activations x,
      DeviceRegion y,
      DeviceRegion ySecond,
      int ids,
      ExpertTable.Chunk chunk) {
    int lanes = GpuProducts.lanes(w.type(), w.columns());
    for (ExpertTable.Tiles tiles : chunk.tiles()) {
      int each =
          tiles.size() == TileSize.TILED ? GpuKernels.TILE_ROWS : GpuKernels.VECTOR_ITEMS / lanes;
      for (int from = 0; from < tiles.count(); ) {
        int part = w.part(table.place(tiles, from));
        int to = from + 1;
        while (to < tiles.count() && w.part(table.place(tiles, to)) == part) {
          to++;
        }
        weights(w, second, part, x)
            .region(y)
            .region(ySecond)
            .region(tableRegion)
            .offset(w.rowBytes())
            .integer(w.rows())
            .integer(w.columns())
            .integer(table.at(tiles, from))
            .integer(ids)
            .integer(part * w.partExperts())
            .integer(lanes);
        products.launch(
            products.kernels().experts(w.type(), tiles.size()),
            GpuProducts.groups(w.rows(), each),
            to - from,
            second == null ? 1 : 2);
        from = to;
      }
    }
  }

  private KernelArguments weights(
      ExpertMatrices w, ExpertMatrices second, int part, Activations x) {
    KernelArguments arguments =
        products
            .arguments()
            .region(w.parts().get(part))
            .region((second == null ? w : second).parts().get(part))
            .region(w.grid());
    return products.kernels().rounds(w.type())
        ? arguments.region(x.codes()).region(x.scales())
        : arguments.region(x.values());
  }
}
