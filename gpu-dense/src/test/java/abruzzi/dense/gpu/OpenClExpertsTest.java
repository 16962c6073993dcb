package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.ResidentExpert;
import abruzzi.dense.RoutedBatch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All experts at once against one after the other: the same to the bit. */
class OpenClExpertsTest {
  private static final int EXPERTS = 9;
  private static final int USED = 4;
  private static final int HIDDEN = 512;
  private static final int INNER = 256;
  private static final long SEED = 77;
  private static final int[] TOKENS = {1, 3, 12, 53};

  /** Two of the experts lie elsewhere; nobody picks number 8. */
  private static final int[] PLACES = {3, -1, 0, 1, 5, 4, -1, 2, 6};

  private static ComputeDevice device;
  private static GpuKernels exact;
  private static GpuKernels rounded;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
    exact = new GpuKernels(device, ActivationForm.EXACT);
    rounded = new GpuKernels(device, ActivationForm.ROUNDED);
  }

  @AfterAll
  static void close() {
    assertEquals(0, device.allocatedBytes());
    device.close();
  }

  /** Types of gate, up, down. All tokens pick expert 2. */
  @ParameterizedTest
  @CsvSource({
    "Q4_K, Q4_K, Q6_K, EXACT",
    "Q4_K, Q8_0, Q8_0, EXACT",
    "F16, F16, F32, EXACT",
    "IQ2_XS, IQ2_XS, Q4_K, EXACT",
    "Q4_K, Q4_K, Q6_K, ROUNDED",
    "Q8_0, F16, Q4_K, ROUNDED",
  })
  void agreesWithOneExpertAtATime(GgmlType gate, GgmlType up, GgmlType down, ActivationForm form) {
    Layer layer = new Layer(gate, up, down);
    for (int tokens : TOKENS) {
      RoutedBatch.Picks picks = picks(tokens);
      try (CheckBench bench = new CheckBench(exact, rounded)) {
        float[] expected = layer.oneByOne(bench, form, picks, tokens);
        int all = tokens * USED;
        for (int rowsAtOnce : new int[] {all, Math.min(all, 32), Math.min(all, 45)}) {
          float[] actual = layer.together(bench, form, picks, tokens, rowsAtOnce);
          assertArrayEquals(expected, actual, tokens + " tokens, " + rowsAtOnce + " rows at once");
        }
      }
    }
  }

  @Test
  void theseTokensNeedTilesOfAllSizes() {
    Set<TileSize> sizes = EnumSet.noneOf(TileSize.class);
    for (int tokens : TOKENS) {
      sizes.addAll(sizes(tokens));
    }
    assertEquals(EnumSet.allOf(TileSize.class), sizes);
  }

  private static List<TileSize> sizes(int tokens) {
    ExpertSplit split = new ExpertSplit(tokens, USED);
    split.divide(picks(tokens), tokens, PLACES);
    ExpertTable table = new ExpertTable(tokens, USED, tokens * USED);
    table.fill(split, tokens);
    assertEquals(1, table.chunks().size());
    return table.chunks().get(0).tiles().stream().map(ExpertTable.Tiles::size).toList();
  }

  private static RoutedBatch.Picks picks(int tokens) {
    Random random = new Random(SEED + tokens);
    int[] experts = new int[tokens * USED];
    for (int t = 0; t < tokens; t++) {
      List<Integer> distinct = new ArrayList<>(List.of(2));
      while (distinct.size() < USED) {
        int expert = (int) ((EXPERTS - 1) * Math.pow(random.nextDouble(), 3));
        if (!distinct.contains(expert)) {
          distinct.add(expert);
        }
      }
      for (int k = 0; k < USED; k++) {
        experts[t * USED + k] = distinct.get((k + t) % USED);
      }
    }
    return new RoutedBatch.Picks(USED, experts, RandomRows.floats(experts.length, random));
  }

  @Test
  void nothingIsDoneWhereNobodyPicksThem() {
    Layer layer = new Layer(GgmlType.Q8_0, GgmlType.Q8_0, GgmlType.Q8_0);
    int[] elsewhere = {1, 6, 6, 1, 6, 1, 1, 6};
    RoutedBatch.Picks picks = new RoutedBatch.Picks(USED, elsewhere, new float[8]);
    try (CheckBench bench = new CheckBench(exact, rounded)) {
      float[] same = layer.together(bench, ActivationForm.EXACT, picks, 2, 8);
      assertArrayEquals(layer.rowsBefore(2), same);
    }
  }

  /** Gate with up, their join, down, the sums; the table is one upload. */
  @ParameterizedTest
  @EnumSource(ActivationForm.class)
  void aTokenTakesFourLaunches(ActivationForm form) {
    Layer layer = new Layer(GgmlType.Q4_K, GgmlType.Q4_K, GgmlType.Q6_K);
    assertEquals(List.of(4, 1), launches(layer, form, 1));
    // one launch more where gate and up differ
    Layer mixed = new Layer(GgmlType.Q4_K, GgmlType.Q8_0, GgmlType.Q6_K);
    assertEquals(List.of(5, 1), launches(mixed, form, 1));
    // of more tokens, a launch of each product for each size of tiles
    int sizes = sizes(12).size();
    assertTrue(sizes > 1);
    assertEquals(List.of(2 + 2 * sizes, 1), launches(layer, form, 12));
  }

  private static List<Integer> launches(Layer layer, ActivationForm form, int tokens) {
    RoutedBatch.Picks picks = picks(tokens);
    try (CheckBench bench = new CheckBench(exact, rounded)) {
      LayerExperts experts = layer.upload(bench);
      CountingQueue queue = new CountingQueue(bench.queue());
      layer.together(bench, queue, form, experts, picks, tokens, tokens * USED);
      return List.of(queue.launches(), queue.uploads());
    }
  }

  /** A device that allocates little at once has the experts of a layer in several parts. */
  @Test
  void partsOfWeightsGiveTheSame() {
    Layer layer = new Layer(GgmlType.Q4_K, GgmlType.Q4_K, GgmlType.Q6_K);
    int tokens = 21;
    RoutedBatch.Picks picks = picks(tokens);
    ComputeDevice small =
        new SharedDevice(device) {
          @Override
          public DeviceInfo info() {
            DeviceInfo all = super.info();
            return new DeviceInfo(
                all.api(),
                all.number(),
                all.name(),
                all.driver(),
                all.processor(),
                all.memoryBytes(),
                5 * layer.gate.get(0).sizeBytes() / 2,
                all.alignmentBytes(),
                all.localBytes(),
                all.computeUnits());
          }
        };
    WeightUpload upload = new WeightUpload(small, "experts", "");
    PlannedExperts planned = PlannedExperts.of(upload, EXPERTS, layer.residents());
    try (CheckBench bench = new CheckBench(exact, rounded);
        DeviceArena arena = upload.run()) {
      assertTrue(arena.bytes() >= upload.bytes());
      LayerExperts experts = planned.of(upload);
      assertArrayEquals(PLACES, experts.places());
      assertEquals(4, experts.gate().parts().size());
      assertEquals(7, experts.down().parts().size());
      float[] expected = layer.oneByOne(bench, ActivationForm.EXACT, picks, tokens);
      float[] actual =
          layer.together(bench, bench.queue(), ActivationForm.EXACT, experts, picks, tokens, 40);
      assertArrayEquals(expected, actual);
    }
  }

  @Test
  void expertsOfOneLayerMustBeAlike() {
    Layer layer = new Layer(GgmlType.Q8_0, GgmlType.Q8_0, GgmlType.Q8_0);
    Layer other = new Layer(GgmlType.Q4_K, GgmlType.Q8_0, GgmlType.Q8_0);
    List<ResidentExpert> mixed = List.of(layer.residents().get(0), other.residents().get(1));
    WeightUpload upload = new WeightUpload(device, "experts", "");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> PlannedExperts.of(upload, EXPERTS, mixed));
    assertTrue(e.getMessage().contains("expected Q8_0 [256, 512]"), e.getMessage());
  }

  /** Weights of one layer, by place. */
  private static final class Layer {
    private final List<Matrix> gate = new ArrayList<>();
    private final List<Matrix> up = new ArrayList<>();
    private final List<Matrix> down = new ArrayList<>();

    Layer(GgmlType gateType, GgmlType upType, GgmlType downType) {
      Random random = new Random(SEED);
      for (int place = 0; place < 7; place++) {
        gate.add(RandomRows.of(gateType, INNER, HIDDEN, random));
        up.add(RandomRows.of(upType, INNER, HIDDEN, random));
        down.add(RandomRows.of(downType, HIDDEN, INNER, random));
      }
    }

    List<ResidentExpert> residents() {
      List<ResidentExpert> residents = new ArrayList<>();
      for (int place = 0; place < gate.size(); place++) {
        int here = place;
        int expert = 0;
        while (PLACES[expert] != here) {
          expert++;
        }
        FeedForwardWeights weights =
            new FeedForwardWeights(gate.get(place), up.get(place), down.get(place));
        residents.add(new ResidentExpert(1, expert, weights));
      }
      return residents;
    }

    float[] rowsBefore(int tokens) {
      return RandomRows.floats(tokens * HIDDEN, new Random(SEED + 1));
    }

    private static float[] input(int tokens) {
      return RandomRows.floats(tokens * HIDDEN, new Random(SEED + 2));
    }

    /** Each expert by itself; sums on the host, in the order of places. */
    float[] oneByOne(CheckBench bench, ActivationForm form, RoutedBatch.Picks picks, int tokens) {
      float[] sums = rowsBefore(tokens);
      float[] h = input(tokens);
      ExpertSplit split = new ExpertSplit(tokens, USED);
      split.divide(picks, tokens, PLACES);
      GpuProducts products = bench.products(form);
      for (ExpertSplit.Group group : split.groups()) {
        int rows = group.rows();
        float[] x = new float[rows * HIDDEN];
        for (int row = 0; row < rows; row++) {
          int token = split.tokens()[group.first() + row];
          System.arraycopy(h, token * HIDDEN, x, row * HIDDEN, HIDDEN);
        }
        Activations in = bench.activations(x.length, x);
        products.round(in, HIDDEN, HIDDEN, rows);
        Activations gated = bench.activations(rows * INNER);
        DeviceRegion ups = bench.floats(rows * INNER);
        DeviceRegion out = bench.floats(rows * HIDDEN);
        products.run(bench.upload(gate.get(group.place())), in, gated.values(), rows, false);
        products.run(bench.upload(up.get(group.place())), in, ups, rows, false);
        GpuMatrix last = bench.upload(down.get(group.place()));
        products.swiGlu(gated, ups, rows * INNER, products.kernels().rounds(last.type()));
        products.run(last, gated, out, rows, false);
        float[] results = bench.floats(out, rows * HIDDEN);
        for (int row = 0; row < rows; row++) {
          int at = group.first() + row;
          for (int c = 0; c < HIDDEN; c++) {
            int to = split.tokens()[at] * HIDDEN + c;
            sums[to] = Math.fma(split.weights()[at], results[row * HIDDEN + c], sums[to]);
          }
        }
      }
      return sums;
    }

    float[] together(
        CheckBench bench,
        ActivationForm form,
        RoutedBatch.Picks picks,
        int tokens,
        int rowsAtOnce) {
      return together(bench, bench.queue(), form, upload(bench), picks, tokens, rowsAtOnce);
    }

    LayerExperts upload(CheckBench bench) {
      return new LayerExperts(
          PLACES, bench.upload(gate, 7), bench.upload(up, 7), bench.upload(down, 7));
    }

    float[] together(
        CheckBench bench,
        DeviceQueue queue,
        ActivationForm form,
        LayerExperts experts,
        RoutedBatch.Picks picks,
        int tokens,
        int rowsAtOnce) {
      float[] h = input(tokens);
      Activations in = bench.activations(h.length, h);
      bench.products(form).round(in, HIDDEN, HIDDEN, tokens);
      GpuProducts products = new GpuProducts(bench.products(form).kernels(), queue);
      ExpertSpace space =
          new ExpertSpace(
              bench.upload(rowsBefore(tokens)),
              in,
              bench.activations(rowsAtOnce * INNER),
              bench.floats(rowsAtOnce * INNER),
              bench.floats(rowsAtOnce * HIDDEN),
              bench.region((long) ExpertTable.words(tokens, USED) * Integer.BYTES),
              rowsAtOnce);
      try (GpuExperts own =
          new GpuExperts(device, products, space, queue, queue, tokens, USED, HIDDEN)) {
        own.run(experts, picks, tokens);
        return bench.floats(space.x(), tokens * HIDDEN);
      }
    }
  }
}
