// The headline figures of each kind of evaluation over its runs, as a plot in the colours of the page.

const trend = JSON.parse(document.getElementById("trend").textContent);
const isChinese = document.documentElement.lang === "zh-CN";
const plots = [];

function colours() {
  const probe = document.body.appendChild(document.createElement("i"));
  const read = (name) => {
    probe.style.color = `var(${name})`; // what the theme makes of it
    return getComputedStyle(probe).color;
  };
  const found = { ink: read("--quiet"), line: read("--line"), lines: ["--accent", "--poor", "--bad", "--ink"].map(read) };
  probe.remove();
  return found;
}

function option({ runs, lines }) {
  const { ink, line, lines: palette } = colours();
  return {
    animation: false,
    color: palette,
    textStyle: { color: ink, fontFamily: "inherit" },
    grid: { left: 44, right: 12, top: 12, bottom: 26 },
    xAxis: { type: "category", data: runs.map((date, place) => `${date.slice(5)}\u200b${place}`), axisLabel: { color: ink, formatter: (text) => text.split("\u200b")[0] }, axisLine: { lineStyle: { color: line } } },
    yAxis: { type: "value", scale: true, axisLabel: { color: ink, formatter: (share) => `${Math.round(share * 1000) / 10}%` }, splitLine: { lineStyle: { color: line } } },
    series: lines.map(({ name, label, values }) => ({ type: "line", name: isChinese ? label : name, data: values, symbolSize: 6 })),
  };
}

function draw() {
  for (const place of document.querySelectorAll(".plot")) {
    const plot = window.echarts.getInstanceByDom(place) ?? window.echarts.init(place);
    plot.setOption(option(trend[place.dataset.kind]));
    if (!plots.includes(plot)) plots.push(plot);
  }
}

draw();
addEventListener("resize", () => plots.forEach((plot) => plot.resize()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
