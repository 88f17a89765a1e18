// Small helpers to build the page; no markup is ever made from text.
export function h(tag, attributes = {}, ...children) {
  const element = tag === "svg" || SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = new Set(["path", "circle", "g", "text", "ellipse", "title"]);

export const $ = (id) => document.getElementById(id);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export function merge(into, patch) {
  for (const [name, value] of Object.entries(patch)) {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) merge((into[name] ??= {}), value);
    else into[name] = value;
  }
  return into;
}

export function nested(path, value) {
  return path.split(".").reverse().reduce((inner, name) => ({ [name]: inner }), value);
}

// Numbers, prices and dates as the slip and the page for the phone write them.
export const locale = () => document.documentElement.dataset.locale;

export const copy = (value) => JSON.parse(JSON.stringify(value));
