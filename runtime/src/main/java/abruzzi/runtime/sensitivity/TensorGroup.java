package abruzzi.runtime.sensitivity;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.mix.TypeChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tensors of a layer that do alike and get the same type: the matrices of the queries, those of
 * keys and values, gate and up of a dense layer or the shared expert; each kind of matrix of the
 * routed experts is a group of its own.
 *
 * @param name layer and role, as in {@code blk.3.attn_q}
 * @param tensors at least one
 */
public record TensorGroup(String name, List<TensorInfo> tensors) {
  private static final Pattern LAYER = Pattern.compile("(blk\\.\\d+\\.)?(.*?)(\\.weight)?");
  private static final Pattern QUERIES = Pattern.compile("attn_q(_a|_b)?");
  private static final Pattern KEYS = Pattern.compile("attn_(kv_a_mqa|kv_b|k_b|v_b)");
  private static final Pattern GATE_OR_UP = Pattern.compile("ffn_(?:gate|up)(_shexp)?");

  /** Copies the list. */
  public TensorGroup {
    tensors = List.copyOf(tensors);
  }

  /**
   * The groups of a model, in the order of its file.
   *
   * @param open whether the type of a tensor, given by its name, is to be chosen at all
   */
  public static List<TensorGroup> of(List<TensorInfo> model, Predicate<String> open) {
    Map<String, List<TensorInfo>> groups = new LinkedHashMap<>();
    for (TensorInfo tensor : model) {
      if (TypeChoice.isChosen(tensor) && open.test(tensor.name())) {
        groups.computeIfAbsent(name(tensor.name()), name -> new ArrayList<>()).add(tensor);
      }
    }
    return groups.entrySet().stream().map(e -> new TensorGroup(e.getKey(), e.getValue())).toList();
  }

  private static String name(String tensor) {
    Matcher parts = LAYER.matcher(tensor);
    if (!parts.matches()) {
      return tensor;
    }
    String layer = parts.group(1) == null ? "" : parts.group(1);
    return layer + role(parts.group(2));
  }

  private static String role(String name) {
    if (QUERIES.matcher(name).matches()) {
      return "attn_q";
    }
    if (KEYS.matcher(name).matches()) {
      return "attn_kv";
    }
    Matcher gateOrUp = GATE_OR_UP.matcher(name);
    if (gateOrUp.matches()) {
      return "ffn_gate_up" + (gateOrUp.group(1) == null ? "" : gateOrUp.group(1));
    }
    return name;
  }

  /** The type that a tensor gets when its group gets one: another where its rows are too short. */
  static GgmlType type(TensorInfo tensor, GgmlType wanted) {
    return TypeChoice.fitting(wanted, tensor.dim(0));
  }

  /** The types of the tensors when the group gets one. */
  public Map<String, GgmlType> types(GgmlType wanted) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    tensors.forEach(tensor -> types.put(tensor.name(), type(tensor, wanted)));
    return types;
  }

  /** Bytes of the group in a file. */
  public long bytes(GgmlType wanted, long alignment) {
    long bytes = 0;
    for (TensorInfo tensor : tensors) {
      long size = type(tensor, wanted).rowBytes(tensor.elements());
      bytes += Math.ceilDiv(size, alignment) * alignment;
    }
    return bytes;
  }
}
