package abruzzi.cli.compare;

import abruzzi.cli.console.JsonOutput;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A comparison as a page that needs nothing else: numbers, style and scripts are all in it. */
final class ReportPage {
  private static final String TEMPLATE = "report.html.jinja";
  private static final String STYLE = "report.css";
  private static final String SCRIPT = "report.js";

  /** Apache ECharts, put there by the build; its licence is in its first lines. */
  private static final String CHARTS = "echarts.common.min.js";

  private final CompareReport report;

  ReportPage(CompareReport report) {
    this.report = report;
  }

  String html() {
    String json = JsonOutput.text(report);
    Jinjava engine =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .build());
    Map<String, Object> values =
        Map.of(
            "report", values(json),
            "data", json.replace("<", "\\u003c"),
            "style", resource(STYLE),
            "script", resource(SCRIPT),
            "charts", resource(CHARTS));
    RenderResult result = engine.renderForResult(resource(TEMPLATE), values);
    if (result.hasErrors()) {
      throw new IllegalStateException(TEMPLATE + ": " + result.getErrors());
    }
    return result.getOutput();
  }

  private static Map<?, ?> values(String json) {
    try {
      return JsonOutput.parse(json, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this JSON was written just now", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
