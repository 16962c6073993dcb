package abruzzi.planner.card;

/** Parts of a model that the rules of quantizers tell apart. */
enum TensorRole {
  EMBEDDING,
  HEAD,
  /** All of attention but its output. */
  ATTENTION,
  ATTENTION_OUTPUT,
  /** Gate and up of the plain feed-forward network and of shared experts. */
  GATE_UP,
  /** Down of the plain feed-forward network. */
  DOWN,
  /** Down of shared experts. */
  SHARED_DOWN,
  EXPERT_GATE,
  EXPERT_UP,
  EXPERT_DOWN,
  /** Norms, the router and its bias: never quantized. */
  EXACT
}
