package abruzzi.quant.mix;

import abruzzi.quant.gguf.TensorInfo;

/** What a tensor does, as far as mixes care. */
enum TensorRole {
  OUTPUT,
  EMBEDDING,
  /** The joint key and value weights of older files. */
  KEY_VALUE,
  ATTENTION_OUTPUT,
  GATE_OR_UP,
  DOWN,
  OTHER,
  /** Stays as it is: vectors, norms, the router. */
  KEPT;

  static TensorRole of(TensorInfo tensor) {
    String name = tensor.name();
    if (tensor.dims().size() < 2
        || !name.endsWith("weight")
        || name.contains("_norm.weight")
        || name.contains("ffn_gate_inp.weight")) {
      return KEPT;
    }
    if (name.equals("output.weight")) {
      return OUTPUT;
    }
    if (name.equals("token_embd.weight")) {
      return EMBEDDING;
    }
    if (name.contains("attn_kv_b.weight")) {
      return KEY_VALUE;
    }
    if (name.contains("attn_output.weight")) {
      return ATTENTION_OUTPUT;
    }
    if (name.contains("ffn_up") || name.contains("ffn_gate")) {
      return GATE_OR_UP;
    }
    return name.contains("ffn_down") ? DOWN : OTHER;
  }

  /** The layer that a name such as {@code blk.7.ffn_up.weight} says, or -1. */
  static int layer(String name) {
    if (!name.startsWith("blk.")) {
      return -1;
    }
    int end = name.indexOf('.', 4);
    String number = end < 0 ? "" : name.substring(4, end);
    return number.matches("\\d{1,6}") ? Integer.parseInt(number) : -1;
  }
}
