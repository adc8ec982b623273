// The report of a training: its curves and its gradient flow. All numbers come with the page.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const words = (x) => (x === null ? "not a number" : Number(x.toPrecision(6)));
  let chart = null;

  function draw() {
    const line = (i, label, points) => ({ ...plots.line(i), label, data: points, borderWidth: i ? 2 : 1,
      backgroundColor: plots.line(i).borderColor, pointRadius: i ? 3 : 0, pointHitRadius: 5 });
    const place = ([step, loss]) => ({ x: step, y: loss !== null && loss > 0 ? loss : null });
    if (chart) chart.destroy();
    chart = new Chart(byId("loss"), {
      type: "line",
      data: { datasets: [line(0, "mini-batch", data.curves.loss.map(place)), line(1, "held out", data.curves.held_out.map(place))] },
      options: {
        maintainAspectRatio: false, parsing: false,
        scales: { x: { type: "linear", title: { display: true, text: "step" }, grid: { display: false } },
          y: { type: "logarithmic", title: { display: true, text: "loss" } } },
        plugins: { legend: { position: "bottom" } },
      },
    });
    plots.heat(byId("flow"), data.steps, data.layers, data.norms, plots.range(data.norms.flat()));
  }

  plots.table(byId("table"), "Held-out examples after each epoch",
    [["step", "loss", ...(data.has_classes ? ["part that is right"] : [])],
      ...data.curves.held_out.map(([step, loss, right]) => [step, words(loss), ...(data.has_classes ? [words(right)] : [])])]);
  plots.table(byId("flow-table"), "Length of each weight's gradient",
    [["step", ...data.layers], ...data.steps.map((step, k) => [step, ...data.norms[k].map(words)])]);
  plots.drawn(draw);
  addEventListener("resize", draw);
})();
