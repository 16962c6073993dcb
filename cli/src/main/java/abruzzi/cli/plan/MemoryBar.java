package abruzzi.cli.plan;

import abruzzi.planner.placement.MemoryUse;

/** A memory as a bar: weights, cache, work, what is left to others, and what is free. */
final class MemoryBar {
  static final String LEGEND = "█ weights  ▓ cache  ▒ work  ░ system  · free";
  private static final int WIDTH = 48;

  private MemoryBar() {}

  static String of(MemoryUse use) {
    StringBuilder bar = new StringBuilder();
    long[] sizes = {use.weightBytes(), use.cacheBytes(), use.workBytes(), use.reservedBytes()};
    String[] marks = {"█", "▓", "▒", "░"};
    long sum = 0;
    for (int i = 0; i < sizes.length; i++) {
      sum += sizes[i];
      long end = Math.round((double) WIDTH * sum / use.totalBytes());
      bar.append(marks[i].repeat((int) Math.max(0, end - bar.length())));
    }
    return bar.append("·".repeat(Math.max(0, WIDTH - bar.length()))).toString();
  }
}
