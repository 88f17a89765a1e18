// One question a screen: draws it, and hands back what it adds to the answers.
import { h, merge, nested, fill, locale } from "/kiosk/dom.js";

// Each kind returns the elements of a screen. `done(patch)` takes the answer; a patch is merged into the answers.
// `given` is what was chosen on this screen before, empty at first: whoever comes back finds it as it was left.
export function questionScreen(question, words, done, given) {
  const draw = KINDS[question.kind] ?? KINDS.choice;
  return draw(question, words, done, given);
}

const HOLD_MS = 450;
const REPEAT_MS = 90;

const KINDS = { checklist, choice: single, yes_no: single, number: single, choices: several, scale, size, foot_map: footMap, distance };

const button = (text, onclick, more = {}) => h("button", { type: "button", class: "choice", onclick, ...more }, text);

// Of several buttons the one that was touched; none is marked before.
const pressed = (given, value) => (given.value === undefined ? {} : { "aria-pressed": String(given.value === value) });

function single(question, words, done, given) {
  const choose = (choice) => () => {
    given.value = choice.value;
    done(choice.answers);
  };
  return [h("div", { class: "choices" }, question.choices.map((choice) => button(choice.text, choose(choice), pressed(given, choice.value))))];
}

function toggles(choices, chosen, whenChanged) {
  const buttons = new Map();
  const refresh = () => {
    for (const [choice, element] of buttons) element.setAttribute("aria-pressed", String(chosen.has(choice.value)));
    whenChanged();
  };
  const fieldOf = (value) => (String(value).includes("=") ? String(value).split("=")[0] : null);
  const toggle = ({ value }) => () => {
    if (!chosen.delete(value)) {
      // Two words for the same fact exclude each other.
      for (const other of [...chosen]) if (fieldOf(other) !== null && fieldOf(other) === fieldOf(value)) chosen.delete(other);
      chosen.add(value);
    }
    refresh();
  };
  for (const choice of choices) buttons.set(choice, button(choice.text, toggle(choice), { class: "choice tick" }));
  refresh();
  return [...buttons.values()];
}

// What was ticked before, of what can be ticked now.
function ticked(given, choices) {
  given.chosen = new Set(choices.map((choice) => choice.value).filter((value) => given.chosen?.has(value)));
  return given.chosen;
}

function checklist(question, words, done, given) {
  const chosen = ticked(given, question.choices);
  const answer = () => {
    given.none = chosen.size === 0;
    const patch = {};
    for (const choice of question.choices) if (!chosen.has(choice.value)) merge(patch, choice.otherwise);
    for (const choice of question.choices) if (chosen.has(choice.value)) merge(patch, choice.answers);
    done(patch);
  };
  const go = button(words.next, answer, { class: "go", disabled: true });
  const none = button(question.none_text, answer, { class: "choice none" });
  const list = toggles(question.choices, chosen, () => {
    go.disabled = chosen.size === 0;
    none.disabled = chosen.size > 0;
    if (given.none) none.setAttribute("aria-pressed", String(chosen.size === 0));
  });
  return [question.help ? null : h("p", { class: "hint" }, words.several), h("div", { class: "choices" }, list, none), h("div", { class: "forward" }, go)];
}

function several(question, words, done, given) {
  const chosen = ticked(given, question.choices);
  const go = button(words.next, () => done(nested(question.field, [...chosen])), { class: "go", disabled: true });
  const list = toggles(question.choices, chosen, () => (go.disabled = chosen.size === 0));
  return [question.help ? null : h("p", { class: "hint" }, words.several), h("div", { class: "choices two" }, list), h("div", { class: "forward" }, go)];
}

function scale(question, words, done, given) {
  const levels = [];
  for (let level = question.low; level <= question.high; level++) levels.push(level);
  const choose = (level) => () => {
    given.value = level;
    done(nested(question.field, level));
  };
  return [h("div", { class: "scale" }, levels.map((level) => button(String(level), choose(level), { class: `choice level level-${level}`, ...pressed(given, level) })))];
}

// Without a value it shows none: what nobody has touched is no answer. The first touch brings the usual one.
function stepper(label, value, { start, step, low, high, format = String, whenChanged = () => {} }) {
  const state = { value };
  const shown = h("output", { "aria-live": "polite" });
  state.show = () => (shown.textContent = state.value === undefined ? "–" : format(state.value));
  state.show();
  const change = (by) => {
    state.value = state.value === undefined ? start : Math.min(high, Math.max(low, state.value + by));
    state.show();
    whenChanged(state.value);
  };
  // Held down, it goes on by itself: nobody taps 25 times from 270 mm to 245 mm.
  let timer = null;
  const release = () => (timer = clearTimeout(timer));
  const hold = (by, wait) => (timer = setTimeout(() => { change(by); hold(by, REPEAT_MS); }, wait));
  const sign = (text, by, name) => h("button", {
    type: "button", class: "step", "aria-label": `${label}, ${name}`, onclick: () => change(by), oncontextmenu: (event) => event.preventDefault(),
    onpointerdown: () => { release(); hold(by, HOLD_MS); }, onpointerup: release, onpointercancel: release, onpointerleave: release,
  }, text);
  state.element = (words) => h("div", { class: "stepper", role: "group", "aria-label": label }, h("span", { class: "label" }, label), sign("−", -step, words.less), shown, sign("+", step, words.more));
  return state;
}

function oneOf(label, options, start, whenChosen = () => {}) {
  const state = { value: start };
  const buttons = options.map(([value, text]) =>
    h("button", {
      type: "button", class: "tab", "aria-pressed": String(value === start),
      onclick: () => {
        state.value = value;
        for (const [index, element] of buttons.entries()) element.setAttribute("aria-pressed", String(options[index][0] === value));
        whenChosen(value);
      },
    }, text));
  state.element = h("div", { class: "tabs", role: "group", "aria-label": label }, buttons);
  return state;
}

const SYSTEMS = {
  eu: { name: "EU", male: 43, female: 39, step: 0.5, low: 33, high: 52 },
  us: { name: "US", male: 9.5, female: 8, step: 0.5, low: 3, high: 17 },
  uk: { name: "UK", male: 8.5, female: 6, step: 0.5, low: 2, high: 16 },
};
// As a measuring plate bears them: the standard is D for men, B for women.
const LETTERS = { male: ["2A", "B", "D", "2E", "4E", "6E"], female: ["4A", "2A", "B", "D", "2E", "4E"] };
const WIDTHS = ["narrow", "standard", "wide", "extra_wide", "xx_wide"];

function size(question, words, done, given) {
  const format = (value) => value.toLocaleString(locale());
  const body = h("div", { class: "measures" });
  const go = button(words.next, () => done(answer()), { class: "go", disabled: true });
  let answer = () => null;
  const check = () => (go.disabled = answer() === null);
  const keep = (name, holder = given) => (value) => {
    holder[name] = value;
    check();
  };
  const sex = oneOf(words.front_sex, [["male", words.mens], ["female", words.womens]], given.sex, (value) => {
    Object.assign(given, { sex: value, left: undefined, right: undefined, sizes: {} });
    draw(way.value);
  });
  const way = oneOf(question.text, [["shoe", words.by_shoe], ["brannock", words.by_brannock], ["mm", words.by_mm]], given.way ?? "shoe", (value) => draw(value));
  given.sizes ??= {};
  const ofSystem = (name, widths) => {
    const system = SYSTEMS[name];
    const number = stepper(words.size_value, given.sizes[name], { ...system, start: system[sex.value], format, whenChanged: keep(name, given.sizes) });
    const width = oneOf(words.width, [[null, words.width_unknown], ...widths], widths.some(([value]) => value === given.width) ? given.width : null, keep("width"));
    answer = () => {
      if (number.value === undefined) return null;
      const wanted = name === "us" ? `us_${sex.value === "male" ? "men" : "women"}` : name;
      const stated = { system: wanted, value: number.value };
      if (width.value !== null) stated.width = width.value;
      return { size: stated, sex: sex.value };
    };
    return [number.element(words), h("div", { class: "labelled" }, h("span", { class: "label" }, words.width), width.element)];
  };
  const inMillimetres = () => {
    const start = sex.value === "male" ? 270 : 245;
    const foot = (side, label) => stepper(label, given[side], { start, step: 1, low: 180, high: 330, format: (mm) => `${format(mm)} ${words.millimetres}`, whenChanged: keep(side) });
    const feet = { left: foot("left", words.length_left), right: foot("right", words.length_right) };
    answer = () => {
      const measured = Object.entries(feet).filter(([, state]) => state.value !== undefined);
      return measured.length ? { feet: Object.fromEntries(measured.map(([side, state]) => [side, { length_mm: state.value }])), sex: sex.value } : null;
    };
    return Object.values(feet).map((state) => state.element(words));
  };
  const ofShoe = () => {
    const inner = h("div", {});
    const show = (name) => {
      given.system = name;
      inner.replaceChildren(...ofSystem(name, WIDTHS.map((width) => [width, words[`width_${width}`]])));
      check();
    };
    const system = oneOf(words.system, Object.entries(SYSTEMS).map(([name, of]) => [name, of.name]), given.system ?? "eu", show);
    show(system.value);
    return [h("p", { class: "hint" }, words.by_shoe_note), h("div", { class: "labelled" }, h("span", { class: "label" }, words.system), system.element), inner];
  };
  const draw = (value) => {
    given.way = value;
    answer = () => null;
    const ways = { mm: inMillimetres, brannock: () => ofSystem("us", LETTERS[sex.value].map((letter) => [letter, letter])), shoe: ofShoe };
    // Sizes are counted differently for men and women: before that is known there is nothing to count.
    body.replaceChildren(...(sex.value === undefined ? [] : ways[value]()));
    check();
  };
  draw(way.value);
  return [way.element, h("div", { class: "labelled" }, h("span", { class: "label" }, words.front_sex), sex.element), body, h("div", { class: "forward" }, go)];
}

// Where the spots lie on a sole of 400 x 640. Seen from below the big toe of a right foot is on the right, as drawn here.
const SPOTS = {
  toe_1: [282, 62], toe_2: [212, 48], toe_3: [158, 66], toe_4: [112, 92], toe_5: [74, 130],
  web_1_2: [246, 128], web_2_3: [188, 128], web_3_4: [140, 150], web_4_5: [96, 184],
  mth_1: [286, 186], mth_2: [226, 196], mth_3: [172, 208], mth_4: [124, 226], mth_5: [82, 248],
  midfoot: [190, 372], heel: [196, 552],
};
const SOLE = "M196 620c-64 0-92-52-84-112 8-62-22-112-42-190-18-72 6-132 70-168 66-36 158-34 184 30 24 62 2 116-12 188-12 62 6 100 4 146-2 62-56 106-120 106z";
const TOES = [[282, 66, 46, 54], [212, 54, 30, 40], [158, 72, 27, 36], [112, 98, 25, 33], [74, 134, 23, 30]];

function footMap(question, words, done, given) {
  const sites = (given.sites ??= new Set());
  const side = oneOf(words.which_foot, [["left", words.left_foot], ["right", words.right_foot], ["both", words.both_feet]], given.side ?? null, (value) => {
    given.side = value;
    draw();
  });
  const holder = h("div", { class: "map" });
  const go = button(words.next, () => done({ symptoms: { pain_sites: [...sites], pain_side: side.value } }), { class: "go", disabled: true });
  const texts = Object.fromEntries(question.choices.map((choice) => [choice.value, choice.text]));
  const list = h("p", { class: "chosen", role: "status" });
  const check = () => {
    go.disabled = sites.size === 0 || side.value === null;
    // Why it does not go on is said where the touched spots are.
    list.textContent = [...[...sites].map((site) => texts[site]), sites.size && side.value === null ? words.which_foot : null].filter(Boolean).join(" · ");
  };
  const spot = (site, [x, y]) => {
    const toggle = (event) => {
      sites.has(site) ? sites.delete(site) : sites.add(site);
      event.currentTarget.setAttribute("aria-pressed", String(sites.has(site)));
      check();
    };
    return h("g", { role: "button", tabindex: "0", class: "spot", "aria-label": texts[site], "aria-pressed": String(sites.has(site)), transform: `translate(${x} ${y})`, onclick: toggle, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(event); } } },
      h("circle", { r: 31, class: "touch" }), h("circle", { r: site === "heel" || site === "midfoot" ? 24 : 17, class: "dot" }));
  };
  const draw = () => {
    // A left foot is the mirror image; it stands for both, and for the one that is not yet chosen.
    const mirrored = side.value !== "right";
    const place = ([x, y]) => [mirrored ? 400 - x : x, y];
    holder.replaceChildren(h("svg", { viewBox: "0 0 400 640", role: "group", "aria-label": words.sole },
      h("g", mirrored ? { transform: "translate(400 0) scale(-1 1)" } : {}, h("path", { d: SOLE, class: "skin" }), TOES.map(([cx, cy, rx, ry]) => h("ellipse", { cx, cy, rx, ry, class: "skin" }))),
      question.choices.filter((choice) => choice.value in SPOTS).map((choice) => spot(choice.value, place(SPOTS[choice.value])))));
    check();
  };
  draw();
  return [h("div", { class: "beside" }, h("div", {}, h("p", { class: "hint" }, words.which_foot), side.element, list), holder), h("div", { class: "forward" }, go)];
}

function distance(question, words, done, given) {
  const units = { km: words.kilometres, mi: words.miles };
  const format = (value) => `${value.toLocaleString(locale())} ${units[unit.value]}`;
  const unit = oneOf(words.distance, Object.entries(units), given.unit ?? "km", (value) => {
    given.unit = value;
    number.show();
  });
  const long = question.id === "distance";
  const go = button(words.next, () => done(nested(question.field, { [unit.value]: number.value })), { class: "go", disabled: given.value === undefined });
  const number = stepper(words.distance, given.value, {
    start: long ? 400 : 25, step: long ? 50 : 5, low: 0, high: long ? 3000 : 200, format,
    whenChanged: (value) => {
      given.value = value;
      go.disabled = false;
    },
  });
  return [unit.element, number.element(words), h("div", { class: "forward" }, go)];
}

// What is still to come includes this question.
export const progressText = ({ asked, at_most_left }, words) => fill(words.progress, { asked: asked + 1, most: asked + at_most_left });
