package abruzzi.cli.model;

import abruzzi.dense.choice.DeviceChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what the user says about graphics cards. */
public final class GpuChoice implements ITypeConverter<DeviceChoice> {
  @Override
  public DeviceChoice convert(String text) {
    try {
      return DeviceChoice.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
