"use strict";
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const mib = 1048576;
  const unit = report.models.some((m) => m.size_bytes > 8192 * mib) ? ["GiB", 1024 * mib] : ["MiB", mib];
  const measured = report.models.filter((m) => !m.error);
  const others = measured.filter((m) => m.scores.every((s) => s.divergence));
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const palette = (dark) => dark
    ? ["#6ea8fe", "#ffb454", "#5bd08f", "#ff8a80", "#c792ea", "#4dd0e1", "#f0e07a", "#f48fb1", "#a5b8cc", "#b5e48c"]
    : ["#2f6fde", "#d9730d", "#1a7f4b", "#c4362b", "#7c4dbd", "#0f8b9d", "#9a7d0a", "#c2417c", "#5d6f82", "#5a8f29"];
  // A model has the same colour in all charts, the base model none.
  const colour = (dark, m) => {
    const index = others.indexOf(m);
    return index < 0 ? (dark ? "#93a1b0" : "#667484") : palette(dark)[index % 10];
  };
  const size = (m) => m.size_bytes / unit[1];
  const short = (v) => Number(v.toPrecision(4)).toString();
  const escape = (s) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  const power = (v) => (v >= 0.001 && v < 1e4 ? String(v) : v.toExponential(0));

  function frame(dark, x, y, log) {
    const ink = dark ? "#93a1b0" : "#667484";
    const line = dark ? "#2c3642" : "#e6eaef";
    const axis = (name, type) => ({
      name, type, nameLocation: "middle", scale: type !== "log", logBase: 10,
      nameTextStyle: { color: ink }, axisLabel: {
        color: ink, hideOverlap: true, ...(type === "log" ? { formatter: power } : {}),
      },
      axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } },
    });
    return {
      animation: false, color: palette(dark), textStyle: { fontFamily: "inherit", color: ink },
      grid: { left: 64, right: 24, top: 24, bottom: 48 },
      tooltip: {
        backgroundColor: dark ? "#212c3a" : "#ffffff", borderColor: line,
        textStyle: { color: dark ? "#e4e9ef" : "#1c2733" },
      },
      xAxis: { ...axis(x, "value"), nameGap: 30 },
      yAxis: { ...axis(y, log ? "log" : "value"), nameGap: 48 },
    };
  }

  const points = (dark, items) => ({
    type: "scatter", symbolSize: 11,
    data: [...items].sort((a, b) => a.value[0] - b.value[0]).map((item, i, all) => ({
      ...item,
      itemStyle: { color: colour(dark, item.model) },
      label: { position: i === all.length - 1 ? "top" : ["top", "bottom", "right"][i % 3] },
    })),
    label: {
      show: true, distance: 7, color: dark ? "#e4e9ef" : "#1c2733", fontSize: 11,
      formatter: (p) => p.data.name,
    },
  });

  const legend = (dark) => ({
    type: "scroll", bottom: 0, icon: "path://M0,0h14v4h-14z", itemWidth: 14, itemHeight: 14, itemGap: 16,
    textStyle: { color: dark ? "#93a1b0" : "#667484" }, pageTextStyle: { color: dark ? "#93a1b0" : "#667484" },
  });

  // Names of the quantizations without what they all begin with.
  const prefix = (() => {
    const names = others.map((m) => m.name);
    let end = 0;
    while (names.length > 1 && names.every((n) => n.length > end + 1 && n[end] === names[0][end])) end++;
    return (names[0] ?? "").slice(0, end).replace(/[^-_.]*$/, "").length;
  })();
  const label = (m) => (others.includes(m) ? m.name.slice(prefix) : m.name);

  const charts = {
    loss(dark, text) {
      const option = frame(dark, `size, ${unit[0]}`, "mean KL divergence, nats", true);
      const items = others.map((m) => ({
        name: label(m), value: [size(m), m.scores[text].divergence.mean_kld], model: m,
      }));
      option.grid.left = 76;
      option.yAxis.nameGap = 58;
      option.tooltip.formatter = (p) => {
        const s = p.data.model.scores[text];
        const d = s.divergence;
        return `<b>${escape(p.data.name)}</b><br>${short(p.value[0])} ${unit[0]}<br>KL ${short(d.mean_kld)}`
          + ` (${short(d.mean_kld_interval.low)} – ${short(d.mean_kld_interval.high)})<br>`
          + `same token ${d.same_top_percent.toFixed(2)} %<br>perplexity ${short(s.perplexity)}`;
      };
      const ranges = others.map((m) => {
        const d = m.scores[text].divergence;
        return {
          type: "line", silent: true, showSymbol: false, tooltip: { show: false },
          lineStyle: { color: colour(dark, m), width: 2, opacity: 0.5 },
          data: [
            [size(m), Math.max(d.mean_kld_interval.low, d.mean_kld / 10)],
            [size(m), d.mean_kld_interval.high],
          ],
        };
      });
      option.series = [points(dark, items), ...ranges];
      return option;
    },
    speed(dark) {
      const option = frame(dark, `size, ${unit[0]}`, "tokens per second, decode", false);
      option.series = [points(dark, measured.filter((m) => m.speed).map((m) => ({
        name: label(m), value: [size(m), m.speed.decode_tps], model: m,
      })))];
      option.yAxis.min = 0;
      option.tooltip.formatter = (p) => {
        const s = p.data.model.speed;
        return `<b>${escape(p.data.name)}</b><br>decode ${short(s.decode_tps)} tokens/s`
          + ` (${short(s.decode_min_tps)} – ${short(s.decode_max_tps)})<br>prefill ${short(s.prefill_tps)} tokens/s<br>`
          + `${(100 * s.decode_ceiling_fraction).toFixed(0)} % of the ceiling ${short(s.decode_ceiling_tps)}`;
      };
      return option;
    },
    spread(dark, text) {
      const option = frame(dark, "part of the predictions, %", "KL divergence, at most", true);
      option.grid.bottom = 76;
      option.grid.left = 76;
      option.yAxis.nameGap = 58;
      option.yAxis.min = 1e-6;
      option.xAxis.min = 0;
      option.xAxis.max = 100;
      option.legend = legend(dark);
      option.tooltip.trigger = "axis";
      option.tooltip.valueFormatter = short;
      option.series = others.map((m) => {
        const values = m.scores[text].divergence.kld_percentiles;
        return {
          type: "line", name: label(m), showSymbol: false, lineStyle: { width: 2 },
          data: values.map((v, i) => [(100 * i) / (values.length - 1), Math.max(v, 1e-6)]),
        };
      });
      return option;
    },
    layers(dark) {
      const option = frame(dark, "layer", "relative error of the weights", false);
      option.grid.bottom = 76;
      option.xAxis.minInterval = 1;
      option.yAxis.min = 0;
      option.legend = legend(dark);
      option.tooltip.trigger = "axis";
      option.tooltip.valueFormatter = short;
      option.series = others.filter((m) => m.layer_errors).map((m) => ({
        type: "line", name: label(m), symbolSize: 6, lineStyle: { width: 2 },
        data: m.layer_errors.map((v, i) => [i, v]),
      }));
      return option;
    },
  };

  let open = [];
  function draw() {
    open.forEach((chart) => chart.dispose());
    open = [...document.querySelectorAll(".chart")].map((element) => {
      const chart = echarts.init(element, null, { renderer: "svg" });
      chart.setOption(charts[element.dataset.chart](isDark(), Number(element.dataset.text)));
      return chart;
    });
  }
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    draw();
  });
  system.addEventListener("change", draw);
  addEventListener("resize", () => open.forEach((chart) => chart.resize()));
  draw();
})();
