package abruzzi.runtime.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.KvCacheType;
import abruzzi.planner.TensorClass;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.repack.RepackedFile;
import abruzzi.quant.repack.TileDirectory;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.TilePlan;
import abruzzi.runtime.model.WeightCopying;
import abruzzi.runtime.synthetic.SyntheticModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models repacked on disk: the same bits as from weights that are copied into tiles at load. */
class RepackedModelTest {
  private static final Path DEMO = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");
  private static final int[] IDS = {1, 300, 7, 42, 42, 9, 250, 11, 17, 64, 3};
  private static final WeightCopying SOME = (bytes, repacked) -> 1 << 20;
  private static final WeightCopying ALL = (bytes, repacked) -> Long.MAX_VALUE;

  @TempDir private Path folder;

  static Stream<GgmlType> types() {
    return Tiles.types().stream();
  }

  @Test
  void theDemoModelHasTheSameBits() throws IOException {
    assertSameBits(DEMO, repack(DEMO));
  }

  @ParameterizedTest
  @MethodSource("types")
  void allTypesHaveTheSameBits(GgmlType type) throws IOException {
    Path model = synthetic("tiny:1:" + type);
    assertSameBits(model, repack(model));
  }

  @Test
  void partsBecomeOneFile() throws IOException {
    Path first;
    try (GgufFile file = GgufFile.open(DEMO)) {
      List<Path> parts = GgufWriter.copyOf(file).writeSplit(folder.resolve("parts.gguf"), 8 << 20);
      assertTrue(parts.size() > 2, parts.toString());
      first = parts.get(0);
    }
    assertSameBits(DEMO, repack(first));
  }

  /** The embedding's rows are looked up one by one, so the head gets tiles of its own. */
  @Test
  void aTiedHeadHasTheSameBits() throws IOException {
    Path tied = folder.resolve("tied.gguf");
    try (GgufFile file = GgufFile.open(DEMO)) {
      GgufWriter writer = new GgufWriter(file.metadata());
      for (TensorInfo tensor : file.tensors()) {
        if (!tensor.name().equals("output.weight")) {
          writer.tensor(tensor.name(), tensor.type(), tensor.dims(), file.data(tensor));
        }
      }
      writer.write(tied);
    }
    Path repacked = repack(tied);
    if (Tiles.available()) {
      try (KimiModel model = KimiModel.open(repacked, LoadOptions.threads(1))) {
        assertEquals(
            1,
            model.tensors().stream()
                .filter(tensor -> TensorClass.of(tensor.name()) == TensorClass.HEAD)
                .count());
      }
    }
    assertSameBits(tied, repacked);
  }

  private static void assertSameBits(Path original, Path repacked) throws IOException {
    if (!Tiles.available()) {
      GgufFormatException fault =
          assertThrows(
              GgufFormatException.class,
              () -> KimiModel.open(repacked, LoadOptions.threads(1)).close());
      assertTrue(fault.reason().startsWith("is repacked into tiles, which need vectors of 512"));
      return;
    }
    float[][] expected = logits(original, ALL);
    try (KimiModel model = KimiModel.open(repacked, LoadOptions.threads(1))) {
      assertEquals(0, model.copiedBytes());
    }
    for (WeightCopying copying : List.of(WeightCopying.NONE, ALL, SOME)) {
      float[][] actual = logits(repacked, copying);
      for (int p = 0; p < expected.length; p++) {
        assertArrayEquals(expected[p], actual[p], "position " + p);
      }
    }
  }

  /** Whatever stands in tiles, nothing worse comes of it than numbers that are not finite. */
  @ParameterizedTest
  @MethodSource("types")
  void randomTilesDoNoHarm(GgmlType type) throws IOException {
    Path repacked = repack(synthetic("tiny:1:" + type));
    scramble(repacked, type);
    if (!Tiles.available()) {
      return; // refused, see assertSameBits
    }
    try {
      assertEquals(IDS.length, logits(repacked, WeightCopying.NONE).length);
    } catch (NonFiniteLogitsException e) {
      assertEquals(1, e.getMessage().lines().count());
    }
  }

  @Test
  void anEmbeddingInTilesIsRefused() throws IOException {
    if (!Tiles.available()) {
      return; // refused before, see assertSameBits
    }
    Path path = folder.resolve("odd.gguf");
    try (GgufFile file = GgufFile.open(DEMO)) {
      RepackedFile copy = new RepackedFile(file);
      copy.tile(file.tensor("token_embd.weight").orElseThrow());
      copy.write(path, new SerialWorkers(), bytes -> {});
    }
    GgufFormatException fault =
        assertThrows(
            GgufFormatException.class, () -> KimiModel.open(path, LoadOptions.threads(1)).close());
    assertEquals(
        "key deepseek2.vocab_size is 4096 but token_embd.weight has 1 rows", fault.reason());
  }

  /** Joint key and value weights are also multiplied with from the other side. */
  @Test
  void jointWeightsStayRows() throws IOException {
    Path joint = jointModel();
    Path repacked = repack(joint);
    try (GgufFile file = GgufFile.open(repacked)) {
      assertTrue(TileDirectory.of(file).size() > 0);
      assertFalse(TileDirectory.of(file).has("blk.0.attn_kv_b.weight"));
    }
    assertSameBits(joint, repacked);
    float[] mapped = logits(joint, WeightCopying.NONE)[IDS.length - 1];
    float[] copied = logits(joint, ALL)[IDS.length - 1];
    double error = 0;
    double size = 0;
    for (int i = 0; i < mapped.length; i++) {
      error += Math.pow(copied[i] - mapped[i], 2);
      size += Math.pow(mapped[i], 2);
    }
    assertTrue(Math.sqrt(error / size) < 0.1, "relative error " + Math.sqrt(error / size));
    if (Tiles.available()) {
      Path odd = folder.resolve("odd.gguf");
      try (GgufFile file = GgufFile.open(joint)) {
        RepackedFile copy = new RepackedFile(file);
        copy.tile(file.tensor("blk.0.attn_kv_b.weight").orElseThrow());
        copy.write(odd, new SerialWorkers(), bytes -> {});
      }
      GgufFormatException fault =
          assertThrows(
              GgufFormatException.class, () -> KimiModel.open(odd, LoadOptions.threads(1)).close());
      assertEquals(
          "tensor blk.0.attn_kv_b.weight is in tiles, which do not suit it; the file is damaged",
          fault.reason());
    }
  }

  /** The demo model with other weights, of a sane size, in the place of keys and values. */
  private Path jointModel() throws IOException {
    Path path = folder.resolve("joint.gguf");
    try (GgufFile file = GgufFile.open(DEMO)) {
      GgufWriter writer = new GgufWriter(file.metadata());
      MemorySegment other = file.data(file.tensor("blk.1.ffn_gate_exps.weight").orElseThrow());
      List<Long> dims = List.of(256L, 512L);
      for (TensorInfo tensor : file.tensors()) {
        String name = tensor.name();
        if (name.endsWith("attn_k_b.weight")) {
          MemorySegment data = other.asSlice(0, 512 * GgmlType.Q4_K.rowBytes(256));
          writer.tensor(name.replace("attn_k_b", "attn_kv_b"), GgmlType.Q4_K, dims, data);
        } else if (!name.endsWith("attn_v_b.weight")) {
          writer.tensor(name, tensor.type(), tensor.dims(), file.data(tensor));
        }
      }
      writer.write(path);
    }
    return path;
  }

  @Test
  void whatCannotBeRepackedIsRefused() throws IOException {
    Path repacked = repack(DEMO);
    assertTrue(reasonOf(repacked).startsWith("is repacked already"));
    SyntheticShape shape =
        new SyntheticShape("tiny", 1, GgmlType.F16, GgmlType.F16, GgmlType.F16, 4096);
    assertTrue(reasonOf(synthetic(shape)).startsWith("has no matrix of a type and shape"));
  }

  private static String reasonOf(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return assertThrows(GgufFormatException.class, () -> TilePlan.of(file)).reason();
    }
  }

  private Path repack(Path original) throws IOException {
    Path target = folder.resolve("repacked-" + original.getFileName());
    try (GgufFile file = GgufFile.open(original)) {
      TilePlan.of(file).write(target, new SerialWorkers(), bytes -> {});
    }
    return target;
  }

  private Path synthetic(String shape) throws IOException {
    return synthetic(SyntheticShape.parse(shape));
  }

  private Path synthetic(SyntheticShape shape) throws IOException {
    Path path = folder.resolve("synthetic-" + shape.expertType() + ".gguf");
    SyntheticModel.write(path, shape, 5, bytes -> {});
    return path;
  }

  /** Random bytes over the first tiles of a type, scales included. */
  private static void scramble(Path path, GgmlType type) throws IOException {
    TensorInfo tensor;
    try (GgufFile file = GgufFile.open(path)) {
      TileDirectory directory = TileDirectory.of(file);
      tensor =
          directory.tensors().stream()
              .filter(t -> directory.has(t.name()) && t.type() == type)
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = new byte[(int) tensor.sizeBytes()];
    new SplittableRandom(8611).nextBytes(bytes);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), tensor.offsetBytes());
    }
    assertTrue(Files.size(path) > tensor.offsetBytes() + bytes.length);
  }

  private static float[][] logits(Path path, WeightCopying copying) {
    SessionOptions options =
        SessionOptions.defaults().withCache(KvCacheType.F32).withContext(IDS.length);
    try (KimiModel model = KimiModel.open(path, LoadOptions.threads(2).withCopies(copying));
        Session session = Session.open(model, options)) {
      int vocabulary = model.config().vocabulary();
      float[][] rows = new float[IDS.length][];
      session.feedAll(
          IDS,
          0,
          (i, logits, offset) -> rows[i] = Arrays.copyOfRange(logits, offset, offset + vocabulary));
      return rows;
    }
  }
}
