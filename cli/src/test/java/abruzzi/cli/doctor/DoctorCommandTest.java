package abruzzi.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void everyKernelIsChecked() {
    assertEquals(0, captured.execute("doctor", "--checks-only", "--types", "Q8_0"), captured.err());
    assertTrue(captured.out().contains("OpenCL 0 ("), captured.out());
    for (String kernel : new String[] {"rms_norm", "attention", "route", "product_tiled"}) {
      assertTrue(captured.out().contains("PASS  " + kernel), captured.out());
    }
    assertEquals(-1, captured.out().indexOf("FAIL"), captured.out());
  }

  @Test
  void jsonHasEveryCheckAndWhatIsMissing() throws Exception {
    assertEquals(
        0,
        captured.execute("doctor", "--checks-only", "--types", "Q8_0", "--json"),
        captured.err());
    JsonNode json = new ObjectMapper().readTree(captured.out());
    JsonNode device = json.at("/devices/0");
    assertTrue(device.at("/device").asText().contains(" 0 ("), captured.out());
    assertTrue(device.at("/memory_bytes").asLong() > 0, captured.out());
    assertTrue(device.at("/speed").isNull(), captured.out());
    assertTrue(device.at("/checks").size() > 60, captured.out());
    for (JsonNode check : device.at("/checks")) {
      assertTrue(check.at("/passed").asBoolean(), check.toString());
      assertTrue(check.at("/error").asDouble() <= check.at("/bound").asDouble(), check.toString());
    }
    assertTrue(json.at("/remarks").isArray(), captured.out());
  }

  @Test
  void onlyTheDeviceThatIsAskedFor() {
    assertEquals(
        0,
        captured.execute("doctor", "--checks-only", "--types", "Q8_0", "--gpu", "opencl:0"),
        captured.err());
    assertTrue(captured.out().contains("OpenCL 0 ("), captured.out());
    assertEquals(-1, captured.out().indexOf("CUDA"), captured.out());
  }

  @Test
  void aDeviceThatIsNotThere() {
    assertEquals(1, captured.execute("doctor", "--gpu", "opencl:99"));
    assertTrue(captured.err().contains("no device opencl:99"), captured.err());
  }

  @Test
  void typesThatDoNotExist() {
    assertEquals(2, captured.execute("doctor", "--types", "Q9_K"));
    assertTrue(captured.err().contains("Q9_K"), captured.err());
  }
}
