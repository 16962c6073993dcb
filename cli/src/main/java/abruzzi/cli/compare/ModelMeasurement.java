package abruzzi.cli.compare;

import abruzzi.cli.compare.CompareReport.Score;
import abruzzi.cli.compare.CompareReport.Speed;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.benchmark.ModelRates;
import abruzzi.runtime.benchmark.WeightTraffic;
import abruzzi.runtime.evaluation.BaseLogits;
import abruzzi.runtime.evaluation.Evaluation;
import abruzzi.runtime.evaluation.EvaluationResult;
import abruzzi.runtime.evaluation.PerplexityResult;
import abruzzi.runtime.evaluation.ScoreLog;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures one open model.
 *
 * @param task what a bar says, the name and number of the model
 * @param exact how sessions are opened that evaluate
 * @param usual how sessions are opened whose speed is measured
 */
record ModelMeasurement(
    Console console, String task, KimiModel model, SessionOptions exact, SessionOptions usual) {

  /** Evaluates the base model and saves its predictions. */
  Score base(ComparedText text, String hash, Path logits) {
    try (BaseLogits saved =
        BaseLogits.openOrCreate(
            logits, hash, model.config().vocabulary(), text.windows().windowTokens())) {
      PerplexityResult result = evaluate(text, evaluation -> evaluation.save(saved));
      return new Score(result.perplexity(), result.standardError(), result.interval(), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Evaluates another model; what is scored on the way is kept in a file. */
  Score against(ComparedText text, Path logits, Path scores) {
    try (BaseLogits saved = BaseLogits.open(logits);
        ScoreLog kept = ScoreLog.openOrCreate(scores, scores.getFileName().toString())) {
      EvaluationResult result = evaluate(text, evaluation -> evaluation.against(saved, kept));
      PerplexityResult own = result.perplexity();
      return new Score(own.perplexity(), own.standardError(), own.interval(), result.divergence());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is done with an evaluation. */
  private interface Work<T> {
    T with(Evaluation evaluation) throws IOException;
  }

  private <T> T evaluate(ComparedText text, Work<T> work) throws IOException {
    SessionOptions window = exact.withContext(text.windows().windowTokens());
    try (Session session = Session.open(model, window);
        Progress progress =
            Progress.start(
                console, task + " " + text.name(), Progress.Unit.STEPS, text.windows().count())) {
      return work.with(
          new Evaluation(
              session,
              text.windows(),
              (done, all, perplexity) -> {
                progress.to(done);
                progress.remark(String.format(Locale.ROOT, " perplexity %.4f", perplexity));
              }));
    }
  }

  /** Measures how fast it is, beside what the read bandwidth allows. */
  Speed speed(ModelBenchmark benchmark, double bytesPerSecond) {
    ModelRates rates;
    try (Progress progress =
        Progress.start(console, task + " speed", Progress.Unit.STEPS, benchmark.repeats())) {
      rates = benchmark.run(model, usual, progress::to);
    }
    var router = model.config().router();
    long bytes =
        WeightTraffic.of(
                model.tensors(),
                router == null ? 1 : router.experts(),
                router == null ? 1 : router.used())
            .tokenBytes();
    double ceiling = bytesPerSecond / bytes;
    return new Speed(
        rates.prefill().median(),
        rates.prefill().min(),
        rates.prefill().max(),
        rates.decode().median(),
        rates.decode().min(),
        rates.decode().max(),
        bytes,
        ceiling,
        rates.decode().median() / ceiling);
  }
}
