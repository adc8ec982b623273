// Debug training: a sick training and its cure, side by side in the same colours and scales.
"use strict";
(() => {
  const pairs = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const charts = {};

  function drawLoss(id, run, top) {
    const points = (values) => values.map((y, k) => ({ x: run.steps[k], y: y !== null && y > 0 ? y : null }));
    const set = (i, label, values) => ({ ...plots.line(i), label, data: points(values), borderWidth: 2,
      backgroundColor: plots.line(i).borderColor, pointRadius: 0, pointHitRadius: 6 });
    if (charts[id]) charts[id].destroy();
    charts[id] = new Chart(byId(id), {
      type: "line",
      data: { datasets: [set(0, "trained on", run.train_loss), set(1, "other examples", run.validation_loss)] },
      options: {
        maintainAspectRatio: false, parsing: false,
        scales: {
          x: { type: "linear", min: run.steps[0], max: top, title: { display: true, text: "step" }, grid: { display: false } },
          y: { type: "logarithmic", title: { display: true, text: "loss" }, ticks: { maxTicksLimit: 6, callback: plots.powers } },
        },
        plugins: { legend: { position: "bottom" } },
      },
    });
  }

  // Steps as a table shows them: the first few, then fewer and fewer.
  const shows = (step, last) => step <= 3 || step === last || [5, 10, 20, 50, 100, 200, 500, 1000].includes(step);

  function draw() {
    const { sick, cured } = pairs[byId("which").value];
    byId("symptom").textContent = "Symptom: " + sick.symptom + ".";
    byId("cause").textContent = sick.cause;
    byId("remedy").textContent = sick.cure;
    const top = Math.max(...sick.steps, ...cured.steps);
    for (const [name, run] of Object.entries({ sick, cured })) {
      drawLoss(name + "-loss", run, top);
      for (const measure of ["gradient_norm", "activation"]) {
        const range = plots.range([...sick[measure], ...cured[measure]].flat());
        plots.heat(byId(`${name}-${measure}`), run.steps, run.layers, run[measure], range);
      }
    }
    const words = (value) => (value === null ? "not a number" : Number(value.toPrecision(4)));
    const rows = [["", "step", "loss", "on others", ...sick.layers.map((l) => `${l} hears`), ...sick.layers.map((l) => `${l} passes on`)]];
    for (const [name, run] of Object.entries({ sick, cured }))
      run.steps.forEach((step, k) => {
        if (shows(step, run.steps[run.steps.length - 1]))
          rows.push([name, step, words(run.train_loss[k]), words(run.validation_loss[k]),
            ...run.gradient_norm[k].map(words), ...run.activation[k].map(words)]);
      });
    plots.table(byId("table"), sick.name + ", sick and cured", rows);
  }

  byId("which").addEventListener("change", () => {
    byId("cure").open = false;
    draw();
  });
  plots.drawn(draw);
  addEventListener("resize", draw);
})();
