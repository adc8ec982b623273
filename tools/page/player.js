// The step player: shows one recorded statement at a time, in words, in the trace and (drawing.js)
// in the graph. Everything it shows is in the trace's JSON (lib/trace/json.hpp); it chooses, and
// computes nothing.
"use strict";
(() => {
  const trace = JSON.parse(document.getElementById("trace").textContent);
  const steps = trace.lines.filter((line) => line.phase);
  const byId = (id) => document.getElementById(id);
  const items = [...document.querySelectorAll("#lines li[data-step]")];
  const phases = {
    forward: "Forward propagation",
    loss: "Loss calculation",
    backward: "Backward propagation",
    update: "Parameter update",
  };
  const drawing = makeDrawing(steps, trace.nodes);
  let current = 0; // the step that is shown, from 1
  let timer = null;

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
    drawing.show(step);
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
    item.addEventListener("click", () => {
      stop();
      go(Number(item.dataset.step));
    });
    item.addEventListener("mouseenter", () => drawing.relate(step.shows.node, true));
    item.addEventListener("mouseleave", () => drawing.relate(step.shows.node, false));
  });

  drawing.onPoint((key) =>
    items.forEach((item) => item.classList.toggle("related",
      Boolean(key) && steps[item.dataset.step - 1].shows.node === key)));

  const asked = () => Number((/^#step=(\d+)$/.exec(location.hash) || [])[1]);
  addEventListener("hashchange", () => asked() && go(asked(), { remember: false }));

  go(asked() || 1, { remember: Boolean(asked()) });
})();
