package abruzzi.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HardwareProbeTest {
  @Test
  void thisMachineHasCoresAndMemory() {
    CpuProfile cpu = HardwareProbe.cpu();
    assertEquals(Runtime.getRuntime().availableProcessors(), cpu.logicalCores());
    assertTrue(cpu.physicalCores() <= cpu.logicalCores());
    assertTrue(cpu.numaNodes() >= 1);
    assertFalse(cpu.name().isBlank());
    assertEquals(Origin.Kind.PROBED, cpu.origin().kind());
    assertTrue(HardwareProbe.memory().totalBytes() > Runtime.getRuntime().maxMemory());
    assertTrue(HardwareProbe.availableMemoryBytes() <= HardwareProbe.memory().totalBytes());
  }
}
