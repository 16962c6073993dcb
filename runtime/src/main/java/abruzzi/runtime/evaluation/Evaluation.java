package abruzzi.runtime.evaluation;

import abruzzi.runtime.evaluation.WindowScores.Outcome;
import abruzzi.runtime.session.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates a model on a text: its perplexity, and how far its predictions are from those of a base
 * model. The same model, text and session options give the same numbers each time, also when an
 * evaluation was broken off and continued.
 *
 * <p>Threading: one thread at a time.
 */
public final class Evaluation {
  private final Session session;
  private final TextWindows text;
  private final Listener listener;
  private final List<WindowScores> windows = new ArrayList<>();
  private double negativeLogs;
  private long tokens;

  /**
   * Prepares an evaluation; it is run once.
   *
   * @param session its context holds at least one window; emptied before each
   */
  public Evaluation(Session session, TextWindows text, Listener listener) {
    this.session = session;
    this.text = text;
    this.listener = listener;
  }

  /** Follows an evaluation. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A window was evaluated.
     *
     * @param done windows so far
     * @param total windows in all
     * @param perplexity of the tokens scored so far
     */
    void window(int done, int total, double perplexity);
  }

  /** Evaluates the perplexity alone. */
  public PerplexityResult perplexity() {
    while (windows.size() < text.count()) {
      WindowScores scores = WindowScores.empty(text.scoredTokens());
      feed((row, target, logits, offset, logSumExp) -> {}, scores);
      add(scores);
    }
    return new ScoreSummary(windows).perplexity(WindowScores::negativeLogs);
  }

  /**
   * Evaluates the perplexity and saves the predictions, so that other models can be measured
   * against them. What is saved already is not computed again.
   *
   * @param base has the first windows of this text, or none
   */
  public PerplexityResult save(BaseLogits base) throws IOException {
    base.checkFits(text, session.vocabulary());
    while (windows.size() < text.count()) {
      int index = windows.size();
      WindowScores scores = WindowScores.empty(text.scoredTokens());
      if (index < base.windows()) {
        BaseWindow saved = base.read(text, index);
        for (int row = 0; row < scores.tokens(); row++) {
          scores.negativeLogs()[row] = saved.negativeLog(row);
        }
      } else {
        base.append(feedBase(index, scores));
      }
      add(scores);
    }
    return new ScoreSummary(windows).perplexity(WindowScores::negativeLogs);
  }

  private BaseWindow feedBase(int index, WindowScores scores) {
    BaseWindow saved = BaseWindow.of(text.window(index), scores.tokens());
    feed(
        (row, target, logits, offset, logSumExp) ->
            saved.set(row, logSumExp - logits[offset + target], logits, offset, vocabulary()),
        scores);
    return saved;
  }

  /**
   * Measures the model against a base model.
   *
   * @param base its predictions for this text
   * @param kept receives the scores; those it has are not computed again
   */
  public EvaluationResult against(BaseLogits base, ScoreLog kept) throws IOException {
    base.checkFits(text, session.vocabulary());
    while (windows.size() < text.count()) {
      int index = windows.size();
      if (index < kept.windows()) {
        add(kept.read(index));
      } else {
        WindowScores scores = feedAgainst(base.read(text, index));
        kept.append(scores);
        add(scores);
      }
    }
    return result();
  }

  /** The same, without keeping what is known on the way. */
  public EvaluationResult against(BaseLogits base) throws IOException {
    base.checkFits(text, session.vocabulary());
    while (windows.size() < text.count()) {
      add(feedAgainst(base.read(text, windows.size())));
    }
    return result();
  }

  private WindowScores feedAgainst(BaseWindow base) {
    WindowScores scores = WindowScores.empty(text.scoredTokens());
    feed(
        (row, target, logits, offset, logSumExp) -> {
          int top = Softmax.top(logits, offset, vocabulary());
          scores.baseNegativeLogs()[row] = base.negativeLog(row);
          scores.divergences()[row] =
              LogitsCode.divergence(base.codes(row), logits, offset, logSumExp);
          scores.outcomes()[row] = Outcome.of(base.top(row), top, target);
        },
        scores);
    return scores;
  }

  private EvaluationResult result() {
    ScoreSummary summary = new ScoreSummary(windows);
    return new EvaluationResult(
        summary.perplexity(WindowScores::negativeLogs),
        summary.perplexity(WindowScores::baseNegativeLogs),
        summary.divergence());
  }

  private int vocabulary() {
    return session.vocabulary();
  }

  /** Takes one prediction: the logits of {@code [vocabulary]} start at {@code offset}. */
  @FunctionalInterface
  private interface Prediction {
    void accept(int row, int target, float[] logits, int offset, double logSumExp);
  }

  /** Computes the next window and fills in the negative log-likelihoods. */
  private void feed(Prediction prediction, WindowScores scores) {
    int[] ids = text.window(windows.size());
    int first = text.firstScored();
    session.truncate(0);
    session.feedAll(
        ids,
        first,
        (i, logits, offset) -> {
          int row = i - first;
          if (row < scores.tokens()) {
            int target = ids[i + 1];
            double logSumExp = Softmax.logSumExp(logits, offset, vocabulary());
            scores.negativeLogs()[row] = logSumExp - logits[offset + target];
            prediction.accept(row, target, logits, offset, logSumExp);
          }
        });
  }

  private void add(WindowScores scores) {
    windows.add(scores);
    for (double negativeLog : scores.negativeLogs()) {
      negativeLogs += negativeLog;
    }
    tokens += scores.tokens();
    listener.window(windows.size(), text.count(), Math.exp(negativeLogs / tokens));
  }
}
