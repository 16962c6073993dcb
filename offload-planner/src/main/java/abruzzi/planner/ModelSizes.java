package abruzzi.planner;

/**
 * Sizes of a model of the architecture {@code deepseek2}.
 *
 * @param layers layers in all
 * @param denseLayers leading layers with a plain feed-forward network
 * @param hidden width of the rows between layers
 * @param heads attention heads
 * @param queryRank rank of the query projection, 0 when queries are projected in one step
 * @param latent width of the compressed keys and values
 * @param nope width of the part of a key without position
 * @param rope width of the part of a key with position
 * @param value width of a head's values
 * @param feedForward width of the plain feed-forward network
 * @param experts routed experts of a layer, 0 when no layer has any
 * @param used routed experts that a token is routed to
 * @param sharedExperts experts that every token uses
 * @param expertWidth width of an expert's feed-forward network
 * @param vocabulary tokens known
 * @param contextTokens longest context that the model was made for
 */
public record ModelSizes(
    int layers,
    int denseLayers,
    int hidden,
    int heads,
    int queryRank,
    int latent,
    int nope,
    int rope,
    int value,
    int feedForward,
    int experts,
    int used,
    int sharedExperts,
    int expertWidth,
    int vocabulary,
    int contextTokens) {
  /** Checks what planning divides by and counts with. */
  public ModelSizes {
    check(layers >= 1, "layers", layers, "at least 1");
    check(denseLayers >= 0 && denseLayers <= layers, "denseLayers", denseLayers, "0 to layers");
    check(hidden >= 1, "hidden", hidden, "at least 1");
    check(heads >= 1, "heads", heads, "at least 1");
    check(latent >= 1, "latent", latent, "at least 1");
    check(contextTokens >= 1, "contextTokens", contextTokens, "at least 1");
    check(experts >= 0, "experts", experts, "at least 0");
    check(used >= 0 && used <= experts, "used", used, "0 to experts");
    check(
        denseLayers == layers || experts > 0,
        "experts",
        experts,
        "some where layers are not dense");
  }

  private static void check(boolean valid, String name, int value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(name + "=" + value + ", expected " + expected);
    }
  }

  /** Values cached per token and layer. */
  public int cacheWidth() {
    return latent + rope;
  }

  /** Layers with routed experts. */
  public int expertLayers() {
    return layers - denseLayers;
  }
}
