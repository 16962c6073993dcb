package abruzzi.cli.quantize;

import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.mix.Mix;
import abruzzi.quant.mix.TypeChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which type each tensor gets. */
final class TypeOptions {
  private static final Set<GgmlType> TYPES =
      EnumSet.of(
          GgmlType.F32,
          GgmlType.F16,
          GgmlType.BF16,
          GgmlType.Q8_0,
          GgmlType.Q4_0,
          GgmlType.Q4_1,
          GgmlType.Q5_0,
          GgmlType.Q5_1,
          GgmlType.Q2_K,
          GgmlType.Q3_K,
          GgmlType.Q4_K,
          GgmlType.Q5_K,
          GgmlType.Q6_K,
          GgmlType.IQ4_NL,
          GgmlType.IQ4_XS,
          GgmlType.IQ3_S,
          GgmlType.IQ3_XXS,
          GgmlType.IQ2_S,
          GgmlType.IQ2_XS,
          GgmlType.IQ2_XXS,
          GgmlType.IQ1_S,
          GgmlType.IQ1_M,
          GgmlType.TQ1_0,
          GgmlType.TQ2_0);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "MIX",
      description = "A mix, such as Q4_K_M, IQ2_XXS, TQ1_0, UD-IQ1_S; with --pure, a type.")
  private String name;

  @Option(
      names = "--tensor-type",
      paramLabel = "REGEX=TYPE",
      description =
          "The type of all tensors in whose name the pattern is found; may be given several times,"
              + " the first that fits holds.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--pure", description = "All matrices get the type, without the rules of a mix.")
  private boolean pure;

  /**
   * What the options say.
   *
   * @param budget whether the types are to be chosen for a size: only the overrides count then
   */
  TypeChoice choice(boolean importance, boolean budget) {
    if (budget != (name == null) || (budget && pure)) {
      throw wrong("expected either --type, with --pure or not, or --budget");
    }
    List<TypeChoice.TensorRule> parsed = overrides.stream().map(this::override).toList();
    if (budget) {
      return new TypeChoice(Mix.F16, null, parsed, importance);
    }
    Optional<GgmlType> type = type(name);
    if (pure && type.isEmpty()) {
      throw wrong("--type=" + name + ", expected with --pure one of " + list(TYPES));
    }
    Mix mix = pure ? mixOf(type.orElseThrow()) : Mix.of(name).orElseThrow(this::unknownMix);
    return new TypeChoice(mix, pure ? type.orElseThrow() : null, parsed, importance);
  }

  /** What a file of one type all over is called. */
  static Mix mixOf(GgmlType type) {
    return Arrays.stream(Mix.values()).filter(mix -> mix.base() == type).findFirst().orElseThrow();
  }

  private ParameterException unknownMix() {
    String mixes = Arrays.stream(Mix.values()).map(Mix::label).collect(Collectors.joining(", "));
    return wrong("--type=" + name + ", expected one of " + mixes);
  }

  private TypeChoice.TensorRule override(String text) {
    int equals = text.lastIndexOf('=');
    Optional<GgmlType> type = type(text.substring(equals + 1));
    if (equals < 1 || type.isEmpty()) {
      throw wrong("--tensor-type=" + text + ", expected REGEX=TYPE with a TYPE of " + list(TYPES));
    }
    try {
      return new TypeChoice.TensorRule(Pattern.compile(text.substring(0, equals)), type.get());
    } catch (PatternSyntaxException e) {
      throw wrong("--tensor-type=" + text + ": " + e.getDescription());
    }
  }

  private static Optional<GgmlType> type(String name) {
    return TYPES.stream().filter(t -> t.name().equals(name.toUpperCase(Locale.ROOT))).findFirst();
  }

  /**
   * Fails unless all types have a fixed rule of rounding.
   *
   * @param types those that tensors are quantized to
   */
  void requireReference(Set<GgmlType> types) {
    for (GgmlType type : types) {
      if (BlockEncoders.of(type).isEmpty()) {
        throw wrong(
            "--reference: " + type + " has no fixed rule of rounding; leave --reference out");
      }
    }
  }

  private static String list(Set<GgmlType> types) {
    return types.stream().map(GgmlType::name).collect(Collectors.joining(", "));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
