// Visualize Gradient Descent: shows one of the walks that the library made. Those of a landscape
// and an optimizer are one file, fetched as a script when it is first wanted (from a disk a page
// may fetch nothing else).
"use strict";
const walks = new Map(); // "ravine adam" -> [rate][start][batch]
let show = () => {};
function walksArrived(landscape, optimizer, all) {
  walks.set(landscape + " " + optimizer, all);
  show();
}
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const fields = ["landscape", "optimizer", "batch", "start", "rate"];
  const chosen = () => Object.fromEntries(fields.map((id) => [id, Number(byId(id).value)]));
  let map = null, loss = null;

  const asked = new Set();
  function fetchWalks(landscape, optimizer) {
    const file = `walks-${landscape.file}-${optimizer}.js`;
    if (asked.has(file)) return;
    asked.add(file);
    const script = document.createElement("script");
    script.src = file;
    document.head.append(script);
  }

  const points = (flat) => {
    const all = [];
    for (let i = 0; i < flat.length; i += 2) all.push({ x: flat[i], y: flat[i + 1] });
    return all;
  };

  // The lines of a level as one data set; a point without a place parts them.
  const contour = ({ height, lines }, k, count) => ({
    label: "loss " + height,
    data: lines.flatMap((line) => [...points(line), { x: NaN, y: NaN }]),
    borderColor: plots.colour("contour"),
    borderDash: plots.undashed,
    borderWidth: 0.7 + (1.1 * (count - k)) / count,
    pointRadius: 0,
    pointHitRadius: 0,
    order: 3,
  });

  const marker = (label, at, style, colour, radius) => ({
    label, data: at.map(([x, y]) => ({ x, y })), showLine: false, pointStyle: style,
    pointRadius: radius, borderColor: colour, backgroundColor: colour, borderWidth: 2, order: 1,
  });

  function drawMap(landscape, walk) {
    const orange = plots.colour("orange-line");
    const path = walk.x.map((x, k) => ({ x, y: walk.y[k] })).filter((p) => p.x !== null && p.y !== null);
    const end = path[path.length - 1];
    const sets = [
      marker("start", [[path[0].x, path[0].y]], "circle", plots.colour("ink"), 7),
      marker("end", [[end.x, end.y]], "rect", orange, 7),
      marker("lowest", landscape.lowest, "star", plots.colour("ink"), 9),
      { label: "path", data: path, borderColor: orange, backgroundColor: orange,
        borderDash: plots.undashed, borderWidth: 2, pointRadius: 2.5, order: 2 },
      ...landscape.contours.map((level, k) => contour(level, k, landscape.contours.length)),
    ];
    const scale = (i) => ({
      type: "linear", min: landscape.low[i], max: landscape.high[i],
      title: { display: true, text: "xy"[i], font: { style: "italic", size: 15 } }, grid: { display: false },
    });
    if (map) map.destroy();
    byId("map-place").style.aspectRatio = (landscape.high[0] - landscape.low[0]) / (landscape.high[1] - landscape.low[1]);
    map = new Chart(byId("map"), {
      type: "line",
      data: { datasets: sets },
      options: {
        maintainAspectRatio: false, parsing: false, normalized: true,
        scales: { x: scale(0), y: scale(1) },
        plugins: { legend: { display: false }, tooltip: { filter: (item) => item.dataset.label === "path",
          callbacks: { title: (items) => items.length ? `step ${items[0].dataIndex}` : "",
            label: (item) => [`x ${walk.x[item.dataIndex]}`, `y ${walk.y[item.dataIndex]}`, `loss ${walk.loss[item.dataIndex]}`] } } },
      },
    });
    byId("map").setAttribute("aria-label",
      `Map of the ${landscape.name} with a path of ${walk.loss.length - 1} steps from ${walk.x[0]}, ${walk.y[0]} to ${end.x}, ${end.y}`);
  }

  function drawLoss(walk) {
    const blue = plots.colour("blue-line"), orange = plots.colour("orange-line");
    const colour = walk.diverged ? orange : blue;
    if (loss) loss.destroy();
    loss = new Chart(byId("loss"), {
      type: "line",
      data: { datasets: [{ label: walk.diverged ? "loss, diverged" : "loss",
        data: walk.loss.map((y, x) => ({ x, y: y === 0 ? null : y })),
        borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: 0, pointHitRadius: 8, spanGaps: false,
        borderDash: walk.diverged ? [6, 4] : [] }] },
      options: {
        maintainAspectRatio: false, parsing: false, normalized: true,
        scales: {
          x: { type: "linear", min: 0, max: data.steps, title: { display: true, text: "step" }, grid: { display: false } },
          y: { type: "logarithmic", title: { display: true, text: "loss" },
            ticks: { maxTicksLimit: 9, callback: plots.powers } },
        },
        plugins: { legend: { display: false } },
      },
    });
    byId("loss").setAttribute("aria-label",
      `Loss against step: from ${walk.loss[0]} to ${walk.loss[walk.loss.length - 1] ?? "no number"}`);
  }

  show = () => {
    const choice = chosen();
    const landscape = data.landscapes[choice.landscape], optimizer = data.optimizers[choice.optimizer];
    const rate = landscape.rates[choice.rate];
    byId("rate-value").textContent = rate;
    byId("rate").setAttribute("aria-valuetext", "learning rate " + rate);
    const name = document.createElement("b"), formula = document.createElement("code");
    name.textContent = landscape.name;
    formula.textContent = landscape.formula;
    byId("about").replaceChildren(name, `, ${landscape.words}. `, formula);
    const all = walks.get(landscape.name + " " + optimizer);
    if (!all) return fetchWalks(landscape, optimizer);
    const walk = all[choice.rate][choice.start][choice.batch];
    const last = walk.loss[walk.loss.length - 1];
    byId("verdict").textContent = walk.verdict + (walk.diverged ? "" : ` Loss from ${walk.loss[0]} to ${last}.`);
    byId("verdict").classList.toggle("diverged", walk.diverged);
    drawMap(landscape, walk);
    drawLoss(walk);
    plots.table(byId("table"), `${landscape.name}, ${optimizer}, rate ${rate}`,
      [["step", "x", "y", "loss"], ...walk.loss.map((y, k) => [k, walk.x[k] ?? "–", walk.y[k] ?? "–", y ?? "–"])]);
  };

  byId("landscape").addEventListener("change", () => {
    // Begin each landscape at the rate that suits it, to have something to spoil.
    const { rates, rate: best } = data.landscapes[chosen().landscape];
    const apart = (rate) => Math.abs(Math.log(rate / best));
    byId("rate").value = rates.reduce((near, rate, k) => (apart(rate) < apart(rates[near]) ? k : near), 0);
    show();
  });
  for (const id of fields) if (id !== "landscape") byId(id).addEventListener("input", () => show());
  plots.drawn(() => show());
})();
