// The drawing of the step player: both directions of every edge in one image, nodes that say what
// is known after a step, and a panel that tells about one node in words.
"use strict";
// steps: the trace's lines with their places; graph: its nodes. (Both in lib/trace/json.hpp.)
const makeDrawing = (steps, graph) => {
  const byId = (id) => document.getElementById(id);
  const pane = byId("drawing");
  const svg = pane.querySelector("svg");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const nodes = new Map(); // key -> its group, texts, and node of the graph
  const edges = new Map();
  let state = { values: new Map(), gradients: new Map(), walked: new Map() }; // what is known now

  // ---- made of dot's two images

  function prepare() {
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "Nodes of the graph");
    for (const title of svg.querySelectorAll("title")) title.remove();
    for (const link of svg.querySelectorAll("a")) link.removeAttribute("xlink:title");
    svg.querySelector("polygon").remove(); // dot's white paper
    for (const text of svg.querySelectorAll("#graph0 > text")) text.remove(); // its heading
    const forward = byId("forward-drawing").content.querySelector("svg");
    for (const group of svg.querySelectorAll("g.edge"))
      prepareEdge(group, forward.getElementById(group.id));
    for (const group of svg.querySelectorAll("g.node")) prepareNode(group);
    // Without its heading the drawing is smaller: fit the view to what is left.
    const box = svg.getElementById("graph0").getBBox();
    const move = svg.getElementById("graph0").transform.baseVal.consolidate().matrix;
    svg.setAttribute("viewBox",
      [box.x + move.e - 8, box.y + move.f - 8, box.width + 16, box.height + 16].join(" "));
    fit(box.width + 16);
    addEventListener("resize", () => fit(box.width + 16));
  }

  // The edge of the backward image, with that of the forward image inside.
  function prepareEdge(group, there) {
    for (const shape of group.querySelectorAll("path, polygon, polyline"))
      shape.classList.add("backward");
    const place = group.querySelector("a") || group;
    if (there)
      for (const shape of there.querySelectorAll("path, polygon, polyline")) {
        const copy = shape.cloneNode();
        copy.classList.add("forward");
        place.prepend(copy);
      }
    edges.set(group.id, { group, label: group.querySelector("text") });
  }

  function prepareNode(group) {
    const texts = [...group.querySelectorAll("text")];
    const words = texts.map((text) => text.textContent);
    const shape = group.querySelector("polygon, path, ellipse").getBBox();
    nodes.set(group.id, {
      group, texts, words,
      node: graph.find((node) => "v" + node.id === group.id),
      room: shape.width - 6,
      fits: Math.max(...words.map((line) => line.length)), // letters that dot made room for
    });
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "img");
  }

  // As wide as its place, but neither so small that it cannot be read nor blown up.
  function fit(natural) {
    const width = Math.max(Math.min(pane.clientWidth - 2, natural * 1.6), natural * 0.8);
    svg.style.width = width + "px";
  }

  // Later turns may have longer numbers than the one that dot made room for: these are set narrower.
  function write(text, words, { fits, room }) {
    text.textContent = words;
    text.removeAttribute("textLength");
    if (words.length <= fits || text.getComputedTextLength() <= room) return;
    text.setAttribute("textLength", room);
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
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

  function drawNode(key, touched) {
    const drawn = nodes.get(key);
    const { group, texts, node } = drawn;
    const value = state.values.get(key), gradient = state.gradients.get(key);
    group.classList.toggle("touched", touched);
    group.classList.toggle("pending", !value && !gradient);
    if (!node) return; // a group of nodes
    const formula = node.kind === "operation" ? 1 : 0;
    texts.forEach((text, i) => {
      if (i < formula) return;
      let words = "";
      for (const step of [value, gradient])
        if (step && i >= step.shows.at && i < step.shows.at + step.shows.lines.length)
          words = step.shows.lines[i - step.shows.at];
      if (!value && i === 0) words = node.name;
      if (text.textContent !== words) write(text, words, drawn);
      text.classList.toggle("blame", Boolean(gradient && i >= gradient.shows.at));
    });
    const words = describe(key).join("; ");
    if (group.getAttribute("aria-label") !== words) group.setAttribute("aria-label", words);
  }

  function drawEdge(key, touched) {
    const { group, label } = edges.get(key);
    const edge = state.walked.get(key) || {};
    group.classList.toggle("touched", touched);
    group.classList.toggle("flowed", Boolean(edge.forward));
    group.classList.toggle("blamed", Boolean(edge.backward));
    if (label) label.textContent = edge.backward ? edge.backward.edge.label || "" : "";
  }

  function show(step) {
    state = known(step);
    const touched = new Set(steps[step - 1].touches);
    for (const key of nodes.keys()) drawNode(key, touched.has(key));
    for (const key of edges.keys()) drawEdge(key, touched.has(key));
    bringIntoView([...touched]);
  }

  // Scrolls the drawing, not the page, to where these nodes are: to all, or to the first if they
  // lie too far apart.
  function bringIntoView(keys) {
    const boxes = keys.filter((key) => nodes.has(key)).map((key) => nodes.get(key).group.getBoundingClientRect());
    if (boxes.length === 0) return;
    const here = pane.getBoundingClientRect();
    const around = (these) => ({
      left: Math.min(...these.map((box) => box.left)), right: Math.max(...these.map((box) => box.right)),
      top: Math.min(...these.map((box) => box.top)), bottom: Math.max(...these.map((box) => box.bottom)),
    });
    const all = around(boxes);
    const fits = all.right - all.left <= here.width && all.bottom - all.top <= here.height;
    const there = fits ? all : around(boxes.slice(0, 1));
    const inside = there.left >= here.left && there.right <= here.right &&
      there.top >= here.top && there.bottom <= here.bottom;
    if (inside) return;
    pane.scrollTo({
      left: pane.scrollLeft + (there.left + there.right - here.left - here.right) / 2,
      top: pane.scrollTop + (there.top + there.bottom - here.top - here.bottom) / 2,
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
    byId("node").replaceChildren(...describe(key).map((words) => {
      const line = document.createElement("p");
      line.textContent = words;
      return line;
    }));
    // Above a node that lies low, and never on it.
    const there = nodes.get(key).group.getBoundingClientRect(), here = pane.getBoundingClientRect();
    const isLow = there.top + there.bottom > here.top + here.bottom;
    byId("node").classList.toggle("above", isLow && here.top >= 0);
    byId("node").hidden = false;
  }

  // Calls back with the key of the node that the reader points at or has the focus on, or null.
  function onPoint(callback) {
    const point = (key) => () => {
      if (key) tell(key);
      else byId("node").hidden = true;
      callback(key);
    };
    for (const [key, { group }] of nodes) {
      for (const event of ["mouseenter", "focus"]) group.addEventListener(event, point(key));
      for (const event of ["mouseleave", "blur"]) group.addEventListener(event, point(null));
    }
  }

  // The reader points at a line of the trace: here is its node.
  function relate(key, on) {
    if (!nodes.has(key)) return;
    nodes.get(key).group.classList.toggle("related", on);
    if (on) {
      bringIntoView([key]);
      tell(key);
    } else byId("node").hidden = true;
  }

  if (!svg) return { show() {}, onPoint() {}, relate() {} };
  prepare();
  return { show, onPoint, relate };
};
