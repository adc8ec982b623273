// What is wrong with the page that is open, for readers who see less, hear it read, or use the
// keyboard alone: a list of sentences, empty if nothing was found.
const found = [];
const say = (words, element) =>
  found.push(`${words}: ${element ? (element.outerHTML || "").slice(0, 120) : ""}`);
const shown = (element) => {
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  return box.width > 1 && box.height > 1 && style.visibility === "visible" && style.display !== "none";
};

// ---- structure
if (!document.documentElement.lang) say("no language");
if (!document.title.trim()) say("no title");
if (document.querySelectorAll("h1").length !== 1) say("not exactly one h1");
if (document.querySelectorAll("main").length !== 1) say("not exactly one main");
let level = 0;
for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) say("a heading skips a level", heading);
  level = next;
}
const ids = new Set();
for (const element of document.querySelectorAll("[id]")) {
  if (ids.has(element.id)) say("an id twice", element);
  ids.add(element.id);
}
for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) say("an image without alt", image);
for (const canvas of document.querySelectorAll("canvas"))
  if (!canvas.getAttribute("aria-label")) say("a plot without words", canvas);
for (const table of document.querySelectorAll("table"))
  if (!table.querySelector("th")) say("a table without a head", table);

// ---- the keyboard
for (const element of document.querySelectorAll("[tabindex]"))
  if (element.tabIndex > 0) say("a place in the tab order of its own", element);
for (const element of document.querySelectorAll("*")) {
  const style = getComputedStyle(element);
  const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) && shown(element) &&
    (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  const reached = element.tabIndex >= 0 || element.querySelector("a[href], button, input, select, [tabindex='0']");
  if (scrolls && !reached && element !== document.body && element !== document.documentElement)
    say("scrolls, but not by the keyboard", element);
}

// ---- contrast of every text with what lies behind it
const rgb = (colour) => {
  const numbers = (colour.match(/[\d.]+/g) || []).map(Number);
  return colour.startsWith("rgb") ? { r: numbers[0], g: numbers[1], b: numbers[2], a: numbers[3] ?? 1 } : null;
};
const luminance = ({ r, g, b }) => {
  const part = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    if (at instanceof SVGElement && at.matches("g.node, g.box")) {
      const shape = at.querySelector("polygon, path, ellipse, rect");
      const fill = shape && rgb(getComputedStyle(shape).fill);
      if (fill && fill.a === 1) return fill;
    }
    const colour = rgb(getComputedStyle(at).backgroundColor);
    if (colour && colour.a === 1) return colour;
  }
  return { r: 255, g: 255, b: 255 };
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || seen.has(element) || !shown(element) || element.closest("script, style, template, .katex-mathml")) continue;
  seen.add(element);
  const style = getComputedStyle(element);
  const ink = rgb(element instanceof SVGElement ? style.fill : style.color);
  if (!ink) continue;
  const [high, low] = [luminance(ink), luminance(behind(element))].sort((a, b) => b - a);
  const contrast = (high + 0.05) / (low + 0.05);
  if (contrast < 4.5) say(`contrast ${contrast.toFixed(2)}`, element);
}
return found;
