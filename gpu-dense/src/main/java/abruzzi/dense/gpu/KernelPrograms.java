package abruzzi.dense.gpu;

import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.DeviceProgram;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The programs that the kernels are built in: products for each storage type, attention for each
 * cache type, and the rest. Each is the dialect, some definitions, and files of kernels.
 */
public final class KernelPrograms {
  private static final String DIALECT = "dialect.h";

  private KernelPrograms() {}

  /** Whether the weights of a type come in groups of 32 signed bytes; others are floats. */
  static boolean inGroups(GgmlType type) {
    return type != GgmlType.F32 && type != GgmlType.F16 && type != GgmlType.BF16;
  }

  /** Whether there are products of a type. */
  static boolean supports(GgmlType type) {
    return BlockFormats.of(type).isPresent();
  }

  /** Products with weights of a type. */
  static DeviceProgram product(GgmlType type, ActivationForm form) {
    boolean rounded = form == ActivationForm.ROUNDED && inGroups(type);
    String name = "product-" + label(type) + (rounded ? "-rounded" : "");
    String definitions =
        "#define WEIGHT_TYPE TYPE_"
            + type
            + "\n"
            + (rounded ? "#define ROUNDED_ACTIVATIONS\n" : "");
    return new DeviceProgram(name, () -> text(definitions, "weights.h", "product.cl"));
  }

  /** Attention over a cache of a type. */
  static DeviceProgram attention(KvCacheType type) {
    String definitions = "#define CACHE_TYPE TYPE_" + type.type() + "\n";
    return new DeviceProgram(
        "attention-" + label(type.type()), () -> text(definitions, "attention.cl"));
  }

  /** Norms, activations, rotation, routing. */
  static DeviceProgram dense() {
    return new DeviceProgram("dense", () -> text("", "dense.cl"));
  }

  /** All programs. */
  public static List<DeviceProgram> all() {
    List<DeviceProgram> programs = new ArrayList<>();
    programs.add(dense());
    for (KvCacheType type : KvCacheType.values()) {
      programs.add(attention(type));
    }
    for (GgmlType type : GgmlType.values()) {
      if (supports(type)) {
        programs.add(product(type, ActivationForm.EXACT));
        if (inGroups(type)) {
          programs.add(product(type, ActivationForm.ROUNDED));
        }
      }
    }
    return programs;
  }

  private static String label(GgmlType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String text(String definitions, String... files) {
    StringBuilder text = new StringBuilder();
    for (GgmlType type : GgmlType.values()) {
      text.append("#define TYPE_").append(type).append(' ').append(type.id()).append('\n');
    }
    text.append(definitions).append(read(DIALECT));
    Arrays.stream(files).forEach(file -> text.append(read(file)));
    return text.toString();
  }

  private static String read(String file) {
    try (InputStream in = KernelPrograms.class.getResourceAsStream("kernels/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
