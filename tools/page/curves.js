// Compare Optimizers: draws the chosen groups of runs, each a mean with a band. The means and bands
// were made before; nothing is computed here.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const choices = [...document.querySelectorAll("select[data-optimizer]")];
  const charts = {};

  const points = (values) => values.map((y, k) => ({ x: k + 1, y }));

  // A band is two lines without ink, the space between them filled; the mean goes over it.
  function datasets(group, place, measure) {
    const style = plots.line(place);
    const edge = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, backgroundColor: style.borderColor + "33" };
    return [
      { ...edge, label: "", data: points(group[measure].low), fill: false },
      { ...edge, label: "", data: points(group[measure].high), fill: "-1" },
      { ...style, label: `${group.optimizer}, rate ${group.rate}`, data: points(group[measure].mean),
        backgroundColor: style.borderColor, borderWidth: 2, pointRadius: 3 },
    ];
  }

  function draw() {
    const shown = choices.map((choice, place) => ({ place, group: data.groups[choice.value] }))
      .filter(({ group }) => group);
    for (const measure of ["loss", "accuracy"]) {
      if (charts[measure]) charts[measure].destroy();
      charts[measure] = new Chart(document.getElementById(measure), {
        type: "line",
        data: { datasets: shown.flatMap(({ group, place }) => datasets(group, place, measure)) },
        options: {
          maintainAspectRatio: false, parsing: false,
          scales: {
            x: { type: "linear", title: { display: true, text: "epoch" }, grid: { display: false }, ticks: { precision: 0 } },
            y: { type: measure === "loss" ? "logarithmic" : "linear", title: { display: true, text: measure } },
          },
          plugins: {
            legend: { position: "bottom", labels: { filter: (item) => item.text !== "" } },
            tooltip: { filter: (item) => item.dataset.label !== "" },
          },
        },
      });
    }
    // Every number that is drawn: the mean, and the band from the lowest to the highest.
    const number = (value) => (value === null ? "nan" : Number(value.toPrecision(5)));
    const words = ({ mean, low, high }, k) =>
      k < mean.length ? `${number(mean[k])} (${number(low[k])} to ${number(high[k])})` : "–";
    const rows = [["epoch", ...shown.flatMap(({ group }) => [`${group.optimizer} loss`, `${group.optimizer} accuracy`])]];
    const length = Math.max(0, ...shown.map(({ group }) => group.loss.mean.length));
    for (let k = 0; k < length; ++k)
      rows.push([k + 1, ...shown.flatMap(({ group }) => [words(group.loss, k), words(group.accuracy, k)])]);
    plots.table(document.getElementById("curve-table"), "Means over the seeds, and from the lowest to the highest", rows);
  }

  for (const choice of choices) choice.addEventListener("change", draw);
  plots.drawn(draw);
})();
