package abruzzi.planner.card;

import abruzzi.planner.PlannedModel;
import java.util.List;
import java.util.Optional;

/** Models by the name of a card and of a mix, as in {@code kimi-k2.5:TQ1_0}. */
public final class CardModels {
  private static final char SEPARATOR = ':';

  private CardModels() {}

  /** Names of the cards. */
  public static List<String> cardNames() {
    return ModelCard.ALL.stream().map(ModelCard::id).toList();
  }

  /** Names of the mixes; each storage type is one, too. */
  public static List<String> mixNames() {
    return Mix.names();
  }

  /**
   * The model that a text names.
   *
   * @return nothing when the text does not begin with the name of a card
   * @throws IllegalArgumentException if a card is named without a mix, or with one that is not
   *     known
   */
  public static Optional<PlannedModel> find(String text) {
    int colon = text.indexOf(SEPARATOR);
    Optional<ModelCard> card = ModelCard.byId(colon < 0 ? text : text.substring(0, colon));
    return card.map(
        known ->
            Mix.byName(colon < 0 ? "" : text.substring(colon + 1))
                .orElseThrow(() -> unknownMix(text))
                .of(known));
  }

  private static IllegalArgumentException unknownMix(String text) {
    return new IllegalArgumentException(
        "model="
            + text
            + ", expected a card and a mix, as in kimi-k2.5:TQ1_0; mixes are "
            + String.join(", ", mixNames())
            + ", and every storage type");
  }
}
