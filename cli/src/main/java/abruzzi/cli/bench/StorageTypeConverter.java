package abruzzi.cli.bench;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.runtime.synthetic.SyntheticShape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads storage types of weights, as in {@code TQ1_0}. */
public final class StorageTypeConverter implements ITypeConverter<GgmlType> {
  @Override
  public GgmlType convert(String value) {
    try {
      return SyntheticShape.type(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
