package abruzzi.runtime.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Expected logits of the demo model, see README.md beside the data. */
public final class DemoLogits {
  private DemoLogits() {}

  /** One prompt of demo-logits.json. */
  public record Case(
      String text,
      int[] ids,
      int[][] topIds,
      double[][] topLogits,
      double[] norm,
      double[] logSumExp,
      double[] last,
      int[] greedy) {
    @Override
    public String toString() {
      return text.length() > 40 ? text.substring(text.length() - 40) : text;
    }
  }

  public static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream json = open("demo-logits.json")) {
      for (JsonNode node : new ObjectMapper().readTree(json).get("cases")) {
        JsonNode top = node.get("top10");
        int[][] ids = new int[top.size()][10];
        double[][] logits = new double[top.size()][10];
        for (int p = 0; p < top.size(); p++) {
          for (int k = 0; k < 10; k++) {
            ids[p][k] = top.get(p).get(k).get(0).asInt();
            logits[p][k] = top.get(p).get(k).get(1).asDouble();
          }
        }
        cases.add(
            new Case(
                node.get("text").asText(),
                integers(node.get("ids")),
                ids,
                logits,
                numbers(node.get("norm")),
                numbers(node.get("log_sum_exp")),
                numbers(node.get("last")),
                integers(node.get("greedy"))));
      }
    }
    return cases;
  }

  /** All logits of the last prompt, {@code [tokens][vocabulary]}. */
  static double[][] complete(int tokens, int vocabulary) throws IOException {
    try (InputStream file = open("demo-logits.f32")) {
      ByteBuffer bytes = ByteBuffer.wrap(file.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      double[][] logits = new double[tokens][vocabulary];
      for (double[] row : logits) {
        for (int i = 0; i < vocabulary; i++) {
          row[i] = bytes.getFloat();
        }
      }
      return logits;
    }
  }

  private static InputStream open(String name) {
    return DemoLogits.class.getResourceAsStream(name);
  }

  private static int[] integers(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private static double[] numbers(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
