// What the plots have in common: colours of the page, and a table behind each of them.
"use strict";
const plots = (() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const all = []; // functions that draw a plot anew

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

  // A dash without gaps: Chart.js draws the points of an undashed line that share a column of pixels
  // as one upright stroke, which is wrong for a line that turns back.
  const undashed = [1, 0];

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

  // Labels of a logarithmic axis: the powers of ten alone.
  const powers = (value) => {
    const power = Math.round(Math.log10(value) * 1e6) / 1e6;
    return Number.isInteger(power) ? "1e" + power : "";
  };

  // The smallest and largest of all numbers above 0: the ends of a logarithmic scale.
  function range(numbers) {
    const positive = numbers.filter((x) => x !== null && x > 0);
    return positive.length ? [Math.min(...positive), Math.max(...positive)] : [1, 1];
  }

  // Cividis (Nunez and others 2018): the same order of lightness for every kind of colour vision.
  const cividis = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]];
  function shade(part) {
    const place = Math.min(Math.max(part, 0), 1) * (cividis.length - 1);
    const low = Math.min(Math.floor(place), cividis.length - 2), rest = place - low;
    return `rgb(${cividis[low].map((c, i) => Math.round(c + rest * (cividis[low + 1][i] - c))).join(" ")})`;
  }

  // A heat map: a column a step, a row a layer, the last layer on top; the scale is logarithmic.
  // What is 0 stays black, what is no number is crossed out.
  function heat(canvas, steps, layers, values, [low, high]) {
    const ratio = devicePixelRatio || 1, place = canvas.parentElement;
    const width = place.clientWidth - 20, height = 26 * layers.length + 66;
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const ink = canvas.getContext("2d");
    ink.scale(ratio, ratio);
    ink.font = "12px " + colour("sans");
    ink.textBaseline = "middle";
    const left = 62, right = width - 6, rows = 26 * layers.length;
    const span = Math.log(high / low) || 1;
    layers.forEach((layer, l) => {
      const top = rows - 26 * (l + 1);
      ink.fillStyle = colour("soft");
      ink.fillText(layer, 0, top + 13);
      steps.forEach((step, k) => {
        const x = left + ((right - left) * k) / steps.length, wide = (right - left) / steps.length;
        const value = values[k][l];
        ink.fillStyle = value === null ? colour("wash") : value === 0 ? "#000" : shade(Math.log(value / low) / span);
        ink.fillRect(x, top + 1, wide + 0.5, 24);
        if (value !== null) return;
        ink.strokeStyle = colour("orange-line");
        ink.beginPath();
        ink.moveTo(x, top + 25);
        ink.lineTo(x + wide, top + 1);
        ink.stroke();
      });
    });
    ink.fillStyle = colour("soft");
    ink.fillText("step " + steps[0], left, rows + 12);
    ink.textAlign = "right";
    ink.fillText(String(steps[steps.length - 1]), right, rows + 12);
    ink.textAlign = "left";
    for (let i = 0; i < 80; ++i) {
      ink.fillStyle = shade(i / 79);
      ink.fillRect(left + 1.5 * i, rows + 34, 2, 12);
    }
    ink.fillStyle = colour("soft");
    const words = (x) => x.toExponential(1).replace("e+", "e");
    ink.fillText(`${words(low)} to ${words(high)}`, left + 128, rows + 40);
    ink.fillText("black: 0; crossed: not a number", left, rows + 60);
    ink.textAlign = "left";
  }

  setStyle();
  return { colour, line, undashed, drawn, table, powers, range, heat };
})();
