package abruzzi.quant.quantize;

import abruzzi.quant.block.BlockEncoder;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.SmallBlocks;
import abruzzi.quant.block.SuperBlocks;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Makes the quantizers of all types. */
final class BlockQuantizers {
  private static final Multipliers ONE = new Multipliers(1, 1, 1);

  private BlockQuantizers() {}

  /** A quantizer by the fixed rule of its type. */
  static BlockQuantizer reference(GgmlType type) {
    BlockEncoder encoder =
        BlockEncoders.of(type)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "type=" + type + ", expected one with a fixed rule of rounding"));
    return new EncodingQuantizer(encoder);
  }

  /** A quantizer that searches for a small error. */
  static BlockQuantizer searching(GgmlType type) {
    return switch (type) {
      case F32, F16, BF16 -> reference(type);
      case Q8_0 -> small(type, Levels.whole(-127, 127), SmallBlocks::putQ80);
      case Q4_0 -> small(type, Levels.whole(-8, 7), SmallBlocks::putQ40);
      case Q5_0 -> small(type, Levels.whole(-16, 15), SmallBlocks::putQ50);
      case IQ4_NL -> small(type, Levels.of(Codebooks.iq4nl()), SmallBlocks::putQ40);
      case Q4_1 -> new AffineQuantizer(type, 15, SmallBlocks::putQ41);
      case Q5_1 -> new AffineQuantizer(type, 31, SmallBlocks::putQ51);
      case TQ1_0 -> new TernaryQuantizer(type, SuperBlocks::putTQ10);
      case TQ2_0 -> new TernaryQuantizer(type, SuperBlocks::putTQ20);
      case Q2_K -> new AffineSuperQuantizer(type, 3, 16, 15, SuperBlocks::putQ2K);
      case Q4_K -> new AffineSuperQuantizer(type, 15, 8, 63, SuperBlocks::putQ4K);
      case Q5_K -> new AffineSuperQuantizer(type, 31, 8, 63, SuperBlocks::putQ5K);
      case Q3_K, Q6_K, IQ4_XS -> levels(type);
      case IQ1_S, IQ1_M -> new ShiftedQuantizer(type);
      default -> magnitudes(type);
    };
  }

  private static BlockQuantizer small(GgmlType type, Levels levels, SmallPut put) {
    return new LevelQuantizer(
        type, levels, 1, ONE, (target, at, d, ones, codes) -> put.put(target, at, d, codes));
  }

  private static BlockQuantizer levels(GgmlType type) {
    return switch (type) {
      case Q3_K ->
          new LevelQuantizer(
              type, Levels.whole(-4, 3), 16, new Multipliers(-32, 1, 64), SuperBlocks::putQ3K);
      case Q6_K ->
          new LevelQuantizer(
              type, Levels.whole(-32, 31), 16, new Multipliers(-128, 1, 256), SuperBlocks::putQ6K);
      default ->
          new LevelQuantizer(
              type,
              Levels.of(Codebooks.iq4nl()),
              8,
              new Multipliers(-32, 1, 64),
              SuperBlocks::putIQ4XS);
    };
  }

  private static BlockQuantizer magnitudes(GgmlType type) {
    return switch (type) {
      case IQ2_XXS ->
          new MagnitudeQuantizer(type, Codebooks.iq2xxs(), 8, true, 1f / 8, SuperBlocks::putIQ2XXS);
      case IQ2_XS ->
          new MagnitudeQuantizer(type, Codebooks.iq2xs(), 16, true, 1f / 8, SuperBlocks::putIQ2XS);
      case IQ2_S ->
          new MagnitudeQuantizer(type, Codebooks.iq2s(), 16, false, 1f / 8, SuperBlocks::putIQ2S);
      case IQ3_XXS ->
          new MagnitudeQuantizer(type, Codebooks.iq3xxs(), 8, true, 1f / 4, SuperBlocks::putIQ3XXS);
      case IQ3_S ->
          new MagnitudeQuantizer(type, Codebooks.iq3s(), 8, false, 1, SuperBlocks::putIQ3S);
      default ->
          throw new IllegalArgumentException("type=" + type + ", expected one to quantize to");
    };
  }

  /** Writes a block that has one scale. */
  @FunctionalInterface
  private interface SmallPut {
    void put(MemorySegment target, long offsetBytes, float d, int[] codes);
  }
}
