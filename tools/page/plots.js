// What the plots have in common: colours of the page, and a table behind each of them.
"use strict";
const plots = (() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const all = []; // functions that draw a plot anew
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function setStyle() {
    Chart.defaults.font.family = colour("sans");
    Chart.defaults.font.size = 13;
    Chart.defaults.color = colour("soft");
    Chart.defaults.borderColor = colour("line");
    Chart.defaults.animation = false;
    Chart.defaults.plugins.legend.labels.usePointStyle = true;
    Chart.defaults.plugins.legend.labels.boxHeight = 7;
  }

  // Colours and dashes for several lines: apart in hue, in lightness, and in pattern.
  const line = (i) => ({
    borderColor: [colour("blue-line"), colour("orange-line"), colour("green-line"), colour("pink-line"),
      colour("mark-line"), colour("soft")][i % 6],
    borderDash: [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2]][i % 6],
    pointStyle: ["circle", "rect", "triangle", "rectRot", "cross", "star"][i % 6],
  });

  // Draws now, and again when the colours of the page change.
  function drawn(draw) {
    all.push(draw);
    draw();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    setStyle();
    for (const draw of all) draw();
  });

  function table(place, caption, rows) {
    const region = document.createElement("div");
    region.className = "wide";
    region.tabIndex = 0;
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", caption);
    const element = document.createElement("table");
    element.createCaption().textContent = caption;
    const head = element.createTHead().insertRow();
    for (const words of rows[0]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = words;
      head.append(cell);
    }
    const body = element.createTBody();
    for (const row of rows.slice(1)) {
      const line = body.insertRow();
      for (const words of row) line.insertCell().textContent = words;
    }
    region.append(element);
    place.replaceChildren(region);
  }

  setStyle();
  return { colour, line, drawn, table, calm };
})();
