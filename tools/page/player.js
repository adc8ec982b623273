// The step player: shows one recorded statement at a time. Everything it shows is in the trace's
// JSON (lib/trace/json.hpp); it chooses, and computes nothing.
"use strict";
(() => {
  const trace = JSON.parse(document.getElementById("trace").textContent);
  const steps = trace.lines.filter((line) => line.phase);
  const byId = (id) => document.getElementById(id);
  const drawing = byId("drawing");
  const svg = drawing.querySelector("svg");
  const items = [...document.querySelectorAll("#lines li[data-step]")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const phases = {
    forward: "Forward propagation",
    loss: "Loss calculation",
    backward: "Backward propagation",
    update: "Parameter update",
  };
  let current = 0; // the step that is shown, from 1
  let timer = null;

  // ---- the drawing: both directions of every edge in one image

  const nodes = new Map(); // key -> its group, texts, and node of the graph
  const edges = new Map();

  function prepare() {
    if (!svg) return;
    const forward = byId("forward-drawing").content.querySelector("svg");
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "Nodes of the graph");
    for (const title of svg.querySelectorAll("title")) title.remove();
    for (const link of svg.querySelectorAll("a")) link.removeAttribute("xlink:title");
    svg.querySelector("polygon").remove(); // dot's white paper
    for (const text of svg.querySelectorAll("#graph0 > text")) text.remove(); // its heading
    for (const group of svg.querySelectorAll("g.edge")) {
      for (const shape of group.querySelectorAll("path, polygon, polyline"))
        shape.classList.add("backward");
      const there = forward.getElementById(group.id);
      const place = group.querySelector("a") || group;
      if (there)
        for (const shape of there.querySelectorAll("path, polygon, polyline")) {
          const copy = shape.cloneNode();
          copy.classList.add("forward");
          place.prepend(copy);
        }
      const label = group.querySelector("text");
      edges.set(group.id, { group, label, words: label ? label.textContent : "" });
    }
    for (const group of svg.querySelectorAll("g.node")) {
      const known = trace.nodes.find((node) => "v" + node.id === group.id);
      const texts = [...group.querySelectorAll("text")];
      nodes.set(group.id, { group, texts, words: texts.map((t) => t.textContent), node: known });
      group.setAttribute("tabindex", "0");
      group.setAttribute("role", "img");
      group.addEventListener("mouseenter", () => tell(group.id));
      group.addEventListener("focus", () => tell(group.id));
      group.addEventListener("mouseleave", hush);
      group.addEventListener("blur", hush);
    }
    // Without its heading the drawing is smaller: fit the view to what is left.
    const box = svg.getElementById("graph0").getBBox();
    const move = svg.getElementById("graph0").transform.baseVal.consolidate().matrix;
    svg.setAttribute("viewBox",
      [box.x + move.e - 8, box.y + move.f - 8, box.width + 16, box.height + 16].join(" "));
    natural = box.width + 16;
    fit();
    addEventListener("resize", fit);
  }

  // As wide as its place, but neither so small that it cannot be read nor blown up.
  let natural = 0;
  function fit() {
    const width = Math.max(Math.min(drawing.clientWidth - 2, natural * 1.6), natural * 0.8);
    svg.style.width = width + "px";
  }

  // ---- what is known after a step

  // For every key and name: the newest step of this turn that computed it.
  function known(upTo) {
    const values = new Map(), gradients = new Map(), walked = new Map();
    const turn = steps[upTo - 1].turn;
    for (let k = 0; k < upTo; ++k) {
      const step = steps[k];
      const place = step.shows.node;
      const node = place && nodes.get(place) && nodes.get(place).node;
      // Leaves keep their value from turn to turn; all else is computed anew.
      const stays = node && node.kind !== "operation" && step.role !== "gradient";
      if (step.turn !== turn && !stays) continue;
      if (place) (step.role === "gradient" ? gradients : values).set(place, step);
      for (const key of step.touches)
        if (edges.has(key) && step.turn === turn) {
          const edge = walked.get(key) || {};
          edge[step.role === "gradient" ? "backward" : "forward"] = step;
          walked.set(key, edge);
        }
    }
    return { values, gradients, walked };
  }

  let state = { values: new Map(), gradients: new Map() }; // known(current)
  function draw() {
    if (!svg) return;
    state = known(current);
    const { values, gradients, walked } = state;
    const touched = new Set(steps[current - 1].touches);
    for (const [key, { group, texts, node }] of nodes) {
      group.classList.toggle("touched", touched.has(key));
      const value = values.get(key), gradient = gradients.get(key);
      group.classList.toggle("pending", !value && !gradient);
      if (!node) continue; // a group of nodes
      const formula = node.kind === "operation" ? 1 : 0;
      texts.forEach((text, i) => {
        if (i < formula) return;
        let words = "";
        for (const step of [value, gradient])
          if (step && i >= step.shows.at && i < step.shows.at + step.shows.lines.length)
            words = step.shows.lines[i - step.shows.at];
        if (!value && i === 0) words = node.name;
        text.textContent = words;
        text.classList.toggle("blame", Boolean(gradient && i >= gradient.shows.at));
      });
      group.setAttribute("aria-label", describe(key).join("; "));
    }
    for (const [key, { group, label }] of edges) {
      const edge = walked.get(key) || {};
      group.classList.toggle("touched", touched.has(key));
      group.classList.toggle("flowed", Boolean(edge.forward));
      group.classList.toggle("blamed", Boolean(edge.backward));
      if (label) label.textContent = edge.backward ? edge.backward.edge.label || "" : "";
    }
    follow(touched);
  }

  // Scrolls the drawing, not the page, to what happens.
  function follow(touched) {
    const first = [...touched].map((key) => nodes.get(key)).find(Boolean);
    if (!first) return;
    const there = first.group.getBoundingClientRect(), here = drawing.getBoundingClientRect();
    const inside = there.left >= here.left && there.right <= here.right &&
      there.top >= here.top && there.bottom <= here.bottom;
    if (inside) return;
    drawing.scrollTo({
      left: drawing.scrollLeft + there.left - here.left - (here.width - there.width) / 2,
      top: drawing.scrollTop + there.top - here.top - (here.height - there.height) / 2,
      behavior: calm.matches ? "auto" : "smooth",
    });
  }

  // ---- one node, in words

  function describe(key) {
    const { node, words } = nodes.get(key);
    if (!node) return words;
    const value = state.values.get(key), gradient = state.gradients.get(key);
    const lines = [node.kind === "operation" ? `${node.name} = ${node.formula}` : `${node.name}, ${node.kind}`];
    lines.push(value ? `value ${value.text}` : "value not computed yet");
    if (gradient) lines.push(`gradient ${gradient.name} = ${gradient.text}`);
    else lines.push(node.gradient === null ? "gradient: none is computed" : "gradient not computed yet");
    if (node.file) lines.push(`recorded at ${node.file}:${node.line}`);
    return lines;
  }

  function tell(key) {
    const panel = byId("node");
    panel.replaceChildren(...describe(key).map((words) => {
      const line = document.createElement("p");
      line.textContent = words;
      return line;
    }));
    panel.hidden = false;
    const { node } = nodes.get(key);
    for (const item of items) {
      const step = steps[item.dataset.step - 1];
      item.classList.toggle("related", Boolean(node) && step.shows.node === key);
    }
  }
  function hush() {
    byId("node").hidden = true;
    for (const item of items) item.classList.remove("related");
  }

  // ---- one step

  function go(to, { remember = true } = {}) {
    const step = Math.min(Math.max(Math.round(to) || 1, 1), steps.length);
    if (step === current) return;
    current = step;
    const now = steps[step - 1];
    const slider = byId("slider");
    slider.value = step;
    slider.setAttribute("aria-valuetext", `step ${step} of ${steps.length}`);
    byId("where").textContent = `Step ${step} of ${steps.length}`;
    byId("phase").textContent = phases[now.phase] + (now.source ? ` · ${now.source}` : "");
    byId("phase").dataset.phase = now.phase;
    byId("statement").textContent = `${now.name} ${now.adds ? "+=" : "="} ${short(now.expression)}`;
    byId("computation").textContent = short(now.computation);
    byId("words").textContent = now.words === now.source ? "" : now.words;
    byId("first").disabled = byId("back").disabled = step === 1;
    byId("last").disabled = byId("next").disabled = step === steps.length;
    byId("gradient").disabled = nextGradient() === null;
    items.forEach((item, i) => {
      item.classList.toggle("future", i >= step);
      item.classList.toggle("current", i === step - 1);
      if (i === step - 1) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    showLine(items[step - 1]);
    const loop = byId("loop");
    if (loop) {
      for (const box of loop.querySelectorAll("[data-phase]"))
        box.classList.toggle("here", box.dataset.phase === now.phase);
      byId("turn").textContent = `turn ${now.turn}`;
    }
    draw();
    if (remember) rememberSoon();
    if (step === steps.length) stop();
  }

  // The address follows when the reader rests: browsers forbid to change it many times a second.
  let resting = null;
  function rememberSoon() {
    clearTimeout(resting);
    resting = setTimeout(() => location.replace("#step=" + current), 200);
  }

  // Arrays may be long; the trace has them whole.
  function short(text) {
    return text.length <= 160 ? text : text.slice(0, 159) + "…";
  }

  function showLine(item) {
    const pane = byId("pane");
    const there = item.getBoundingClientRect(), here = pane.getBoundingClientRect();
    if (there.top >= here.top + 24 && there.bottom <= here.bottom - 24) return;
    pane.scrollTop += there.top - here.top - here.height / 2;
  }

  function nextGradient() {
    const place = steps.findIndex((step, k) => k >= current && step.role === "gradient");
    return place < 0 ? null : place + 1;
  }

  // ---- play

  function play() {
    if (current === steps.length) go(1);
    timer = setInterval(() => go(current + 1), 1100);
    face("Pause", "Ⅱ");
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    face("Play", "▸");
  }
  function face(name, sign) {
    const [icon, words] = byId("play").children;
    icon.textContent = sign;
    words.textContent = name;
  }
  const toggle = () => (timer ? stop() : play());

  // ---- what the reader does

  const moves = {
    first: () => go(1),
    back: () => go(current - 1),
    next: () => go(current + 1),
    last: () => go(steps.length),
    gradient: () => go(nextGradient() || current),
  };
  for (const [id, move] of Object.entries(moves))
    byId(id).addEventListener("click", () => {
      stop();
      move();
    });
  byId("play").addEventListener("click", toggle);
  byId("slider").max = steps.length;
  byId("slider").addEventListener("input", (event) => {
    stop();
    go(event.target.valueAsNumber);
  });

  const keys = {
    ArrowLeft: moves.back,
    ArrowRight: moves.next,
    Home: moves.first,
    End: moves.last,
    g: moves.gradient,
    G: moves.gradient,
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input") && event.key !== "g" && event.key !== " ") return;
    if (event.key === " ") {
      if (event.target.closest("button, a[href]")) return; // space presses it
      event.preventDefault();
      toggle();
    } else if (keys[event.key]) {
      event.preventDefault();
      stop();
      keys[event.key]();
    }
  });

  items.forEach((item) => {
    const step = steps[item.dataset.step - 1];
    const light = (on) => {
      const shown = nodes.get(step.shows.node);
      if (shown) shown.group.classList.toggle("related", on);
    };
    item.addEventListener("click", () => {
      stop();
      go(Number(item.dataset.step));
    });
    item.addEventListener("mouseenter", () => light(true));
    item.addEventListener("mouseleave", () => light(false));
  });

  const asked = () => Number((/^#step=(\d+)$/.exec(location.hash) || [])[1]);
  addEventListener("hashchange", () => asked() && go(asked(), { remember: false }));

  prepare();
  go(asked() || 1, { remember: Boolean(asked()) });
})();
