package abruzzi.cli.model;

import abruzzi.planner.placement.DensePart;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.MachineChange;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.planner.speed.MeasuredRun;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileStore;
import abruzzi.runtime.model.KimiModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** Compares a run with what its plan promises, and keeps both beside the profile. */
public final class RunRecorder {
  private final StartPlan plan;
  private final KimiModel model;
  private final Installation installation;

  /** For runs of a model that was opened by a plan. */
  public RunRecorder(StartPlan plan, KimiModel model, Installation installation) {
    this.plan = plan;
    this.model = model;
    this.installation = installation;
  }

  /**
   * What was measured.
   *
   * @param promptTokens tokens of the prompt
   * @param prefillMs time of the prompt
   * @param depthTokens tokens in the context while generating, on average
   * @param decodeMs time of a token generated
   */
  public record Measured(int promptTokens, double prefillMs, int depthTokens, double decodeMs) {}

  /**
   * What had been predicted.
   *
   * @param decodeTps tokens generated per second
   * @param prefillTps tokens of the prompt per second
   * @param known whether earlier runs of this very model had a say in it
   */
  public record Predicted(double decodeTps, double prefillTps, boolean known) {}

  /**
   * Keeps a run.
   *
   * @return what was to be expected of it, nothing where this machine was never measured
   */
  public Optional<Predicted> record(Measured measured) {
    try {
      ProfileStore store = installation.profiles();
      Optional<HardwareProfile> profile = store.find(ProfileStore.THIS_MACHINE);
      if (profile.isEmpty()) {
        return Optional.empty();
      }
      RunLog log = RunLog.of(store, ProfileStore.THIS_MACHINE);
      RunLog.Subject subject =
          RunLog.Subject.of(plan.model(), model.threads(), model.copiedBytes() > 0);
      RunCorrection correction = log.correction(subject);
      if (plan.onCard()) {
        return onCard(measured, log, subject, correction);
      }
      boolean known = log.knows(subject);
      Placement expected = predict(profile.get(), measured, correction);
      Placement plain = predict(profile.get(), measured, RunCorrection.NONE);
      if (expected.decode() == null) {
        return Optional.empty();
      }
      if (plan.diskBytes() == 0) {
        log.add(
            entry(
                subject, measured, plain)); // waiting for a disk teaches nothing of the processors
      }
      return Optional.of(
          new Predicted(
              expected.decode().tokensPerSecond(), expected.prefill().tokensPerSecond(), known));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs with a graphics card are kept apart: they say nothing of the processors alone. */
  private Optional<Predicted> onCard(
      Measured measured, RunLog log, RunLog.Subject onHost, RunCorrection correction)
      throws IOException {
    Optional<GpuProfile> card = plan.machine().gpu();
    if (card.isEmpty() || plan.placement().isEmpty()) {
      return Optional.empty();
    }
    RunLog.Subject subject = onHost.with(card.get().name());
    Optional<RunCorrection> taught = log.cardCorrection(subject);
    Placement expected =
        predictOnCard(options(measured).correction(correction).cardCorrection(taught.orElse(null)));
    if (expected.decode() == null) {
      return Optional.empty();
    }
    boolean known = log.knows(subject);
    if (plan.diskBytes() == 0) {
      log.add(entry(subject, measured, predictOnCard(options(measured))));
    }
    return Optional.of(
        new Predicted(
            expected.decode().tokensPerSecond(), expected.prefill().tokensPerSecond(), known));
  }

  private Placement predictOnCard(PlanOptions.Builder wanted) {
    return Planner.plan(
        plan.model(),
        plan.machine(),
        ExpertUse.uniform(plan.model().sizes()),
        wanted.gpu(true).dense(DensePart.ALL).hotExperts(plan.hotExperts().layers()).build());
  }

  private PlanOptions.Builder options(Measured measured) {
    return PlanOptions.builder()
        .disk(true)
        .copies(model.copiedBytes() > 0)
        .threads(model.threads())
        .hostBatch(plan.settings().batchTokens())
        .streaming(false)
        .depth(measured.depthTokens())
        .prompt(measured.promptTokens());
  }

  private RunLog.Entry entry(RunLog.Subject subject, Measured measured, Placement plain) {
    return new RunLog.Entry(
        LocalDate.now(ZoneId.systemDefault()).toString(),
        subject,
        measured.depthTokens(),
        new MeasuredRun(
            plan.model().sizes().layers(),
            plain.decode().ms(),
            measured.decodeMs(),
            measured.promptTokens(),
            plain.prefill().ms(),
            measured.prefillMs()));
  }

  private Placement predict(HardwareProfile profile, Measured measured, RunCorrection correction) {
    PlanOptions wanted = options(measured).gpu(false).correction(correction).build();
    HardwareProfile machine =
        MachineChange.ramBytes(plan.machine().memory().totalBytes()).apply(profile);
    ExpertUse use = ExpertUse.uniform(plan.model().sizes());
    return Planner.plan(plan.model(), machine, use, wanted);
  }
}
