package abruzzi.cli.plan;

import abruzzi.planner.placement.MachineChange;
import abruzzi.profiles.HardwareProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Other parts for a machine, as in {@code ram=128,vram=16,ram-bw=300}: sizes in GiB, rates in GB/s.
 *
 * @param text as the user gave it
 * @param changes one for each part
 */
record WhatIf(String text, List<UnaryOperator<HardwareProfile>> changes) {
  private static final double GIB = 1L << 30;
  private static final double GB = 1e9;

  private static final Map<String, DoubleFunction<UnaryOperator<HardwareProfile>>> PARTS = parts();

  private static Map<String, DoubleFunction<UnaryOperator<HardwareProfile>>> parts() {
    Map<String, DoubleFunction<UnaryOperator<HardwareProfile>>> parts = new LinkedHashMap<>();
    parts.put("ram", value -> MachineChange.ramBytes((long) (value * GIB)));
    parts.put("ram-bw", value -> MachineChange.ramBytesPerSecond(value * GB));
    parts.put(
        "vram",
        value -> value == 0 ? MachineChange.noGpu() : MachineChange.gpuBytes((long) (value * GIB)));
    parts.put("vram-bw", value -> MachineChange.gpuBytesPerSecond(value * GB));
    parts.put("pcie", value -> MachineChange.linkBytesPerSecond(value * GB));
    parts.put("disk", value -> MachineChange.diskBytesPerSecond(value * GB));
    return parts;
  }

  HardwareProfile applyTo(HardwareProfile machine) {
    HardwareProfile changed = machine;
    for (UnaryOperator<HardwareProfile> change : changes) {
      changed = change.apply(changed);
    }
    return changed;
  }

  /** Reads the text of the option. */
  static final class Converter implements ITypeConverter<WhatIf> {
    @Override
    public WhatIf convert(String text) {
      List<UnaryOperator<HardwareProfile>> changes = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        DoubleFunction<UnaryOperator<HardwareProfile>> change =
            PARTS.get(equals < 0 ? "" : part.substring(0, equals).strip());
        if (change == null) {
          throw new TypeConversionException(
              "'"
                  + part
                  + "', expected PART=NUMBER with one of "
                  + String.join(", ", PARTS.keySet()));
        }
        changes.add(change.apply(number(part, part.substring(equals + 1))));
      }
      return new WhatIf(text, changes);
    }

    private static double number(String part, String text) {
      try {
        double value = Double.parseDouble(text.strip());
        boolean none = value == 0 && part.startsWith("vram=");
        if ((value > 0 || none) && value < 1e6) {
          return value;
        }
      } catch (NumberFormatException e) {
        // told below
      }
      throw new TypeConversionException("'" + part + "', expected a number of GiB or GB/s above 0");
    }
  }
}
