// What a customer sees at the end: care first, then what to do, shoes with reasons, the pad, and what to take home.
import { h, fill, locale } from "/kiosk/dom.js";
import { checkShoe, compareShoes, isOfCare, isUrgent, nameOf, onShelf, priceOf, sizeOf } from "/kiosk/shoes.js";
import { findShoe } from "/kiosk/search.js";
import { ask, askJson, pictureUrl, Refused } from "/kiosk/service.js";
import { staff } from "/kiosk/staff.js";

const MOST_COMPARED = 3;
const MOST_LEFT_OUT = 6;
const MOST_CAUTIONS = 2;
const MOST_TO_TRY = 6;
const INTENDED_USE = "/docs/intended-use";

const list = (items) => (items.length ? h("ul", {}, [...new Set(items)].map((item) => h("li", {}, item))) : null);
const section = (title, name, ...children) => h("section", { class: name, id: `part-${name}`, tabindex: "-1", "aria-label": title }, h("h2", {}, title), children);
const textsOf = (entries) => entries.map((entry) => entry.text);

export function resultScreen(kiosk, advice) {
  const { words, purpose } = kiosk;
  const parts = purpose === "consultation" ? advice : { shoes: purpose === "shoes" ? advice : null, met_pad: purpose === "met_pad" ? advice : null };
  const withheld = isUrgent(advice.care);
  const others = withheld || purpose === "met_pad" ? [] : actions(advice, purpose);
  const today = others.length ? section(words.today, "today", list(others)) : null;
  const sections = [
    purpose === "shoes" ? null : today,
    withheld ? null : shoes(kiosk, parts.shoes),
    withheld ? null : pad(kiosk, parts.met_pad),
    purpose === "shoes" ? today : null,
    withheld ? null : running(words, parts.run_today),
    withheld ? null : atHome(words, parts.self_care),
    withheld ? null : exercises(kiosk, parts.exercises),
    purpose === "retirement" ? null : takeHome(kiosk),
  ].filter(Boolean);
  return [
    h("p", { class: `summary ${advice.indicator}` }, advice.summary),
    advice.care ? care(advice, words) : null,
    contents(sections, words),
    sections,
    // A link would lead out of the kiosk, with no way back.
    h("p", { class: "small" }, advice.disclaimer.replace(INTENDED_USE, `${location.host}${INTENDED_USE}`)),
    h("div", { class: "staff-door" }, h("button", { type: "button", class: "plain", onclick: () => staff(kiosk) }, words.staff)),
  ];
}

// A whole consultation is long: what it holds, to go there at a touch.
function contents(sections, words) {
  if (sections.length < 3) return null;
  const go = (part) => () => {
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: "start" });
  };
  return h("nav", { class: "row contents", "aria-label": words.contents }, sections.map((part) => h("button", { type: "button", class: "tab", onclick: go(part) }, part.getAttribute("aria-label"))));
}

// What a part of a consultation asks for besides: it stands with that part, and nowhere else.
function asked(answer) {
  const texts = textsOf(answer.actions.filter((action) => !(answer.care && isOfCare(action))));
  return texts.length > 1 ? [list(texts)] : texts.map((text) => h("p", {}, text));
}

// What stands in the box about care is not said twice, nor is what belongs to shoes and pads said there.
function actions(advice, purpose) {
  return textsOf(advice.actions.filter((action) => (purpose === "retirement" || action.code !== "read_the_parts") && !(advice.care && isOfCare(action))));
}

function care(advice, words) {
  const own = isUrgent(advice.care) ? advice.actions : advice.actions.filter(isOfCare);
  return h("section", { class: `care ${advice.care.level}`, role: "alert" }, h("h2", {}, words[`care_${advice.care.level}`]), list(textsOf(own)));
}

// That what is left may not come in this size is no caution about a pair that is here.
function caution(shoe, words) {
  const texts = textsOf(shoe.cautions.filter(({ code }) => code !== "discontinued" || !shoe.offer?.quantity)).slice(0, MOST_CAUTIONS);
  return texts.length ? h("p", { class: "watch" }, fill(words.labelled, { label: words.watch, text: texts.join(" ") })) : null;
}

const reasonsOf = (shoe) => (shoe.criteria ?? []).filter((criterion) => criterion.verdict === "good").slice(0, 4).map((criterion) => criterion.text);

function shoes(kiosk, answer) {
  if (!answer) return null;
  const { words } = kiosk;
  const found = answer.recommendations;
  const untested = found.length === 0 && answer.try_on.length > 0;
  const { tick, row } = comparison(kiosk, found);
  const card = (shoe) => h("article", { class: "shoe" }, h("h3", {}, nameOf(shoe)), sizeOf(shoe, words), priceOf(shoe.offer), onShelf(kiosk, answer, shoe),
    list(reasonsOf(shoe)), caution(shoe, words),
    found.length > 1 ? tick(shoe) : null);
  const toTry = (shoe) => h("article", { class: "shoe" }, h("h3", {}, nameOf(shoe)), sizeOf(shoe, words), priceOf(shoe.offer), onShelf(kiosk, answer, shoe), caution(shoe, words));
  const others = leftOut(kiosk, answer).map((shoe) => h("button", { type: "button", class: "tab", onclick: () => checkShoe(kiosk, { id: shoe.id }) }, `${shoe.brand} ${shoe.model}`));
  return section(words.shoes, "shoes",
    found.length ? shelf(kiosk, answer) : kiosk.purpose === "shoes" ? null : h("p", {}, answer.summary),
    h("div", { class: "cards" }, found.map(card)),
    untested ? [h("p", {}, words.try_on), h("div", { class: "cards" }, answer.try_on.slice(0, MOST_TO_TRY).map(toTry))] : null,
    further(kiosk, answer),
    found.length > 1 ? row : null,
    kiosk.purpose === "consultation" ? asked(answer) : null,
    h("p", { class: "hint in-hand" }, others.length ? words.scan : words.scan_only),
    h("div", { class: "row others" }, others, h("button", { type: "button", class: "plain", onclick: () => findShoe(kiosk) }, words.search)));
}

// The summary of shoes speaks of all that were found, that of a consultation of those on the screen.
function further({ words, purpose }, { recommendations, try_on: untested, found }) {
  const shown = recommendations.length || Math.min(untested.length, MOST_TO_TRY);
  const count = (purpose === "shoes" || !recommendations.length ? found.suit || found.try_on : shown) - shown;
  return count > 0 ? h("p", {}, fill(words.further, { count })) : null;
}

// Only what the store has in a known size is on the shelf in that size.
function shelf(kiosk, answer) {
  if (!kiosk.store) return null;
  if (!answer.fit.size) return h("p", { class: "hint" }, kiosk.words.shelf_unknown);
  const when = answer.stock_as_of && new Date(answer.stock_as_of).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
  return h("p", { class: "on-shelf" }, kiosk.words.shoes_shelf, when ? ` ${fill(kiosk.words.stock_as_of, { time: when })}` : "");
}

function comparison(kiosk, found) {
  const { words } = kiosk;
  const chosen = new Set();
  const ticks = new Map();
  const compare = h("button", { type: "button", class: "go", disabled: true, onclick: () => compareShoes(kiosk, found.filter((shoe) => chosen.has(shoe))) }, words.compare);
  const refresh = () => {
    compare.disabled = chosen.size < 2;
    for (const [shoe, element] of ticks) {
      element.setAttribute("aria-pressed", String(chosen.has(shoe)));
      element.disabled = chosen.size >= MOST_COMPARED && !chosen.has(shoe);
    }
  };
  const tick = (shoe) => {
    const toggle = () => {
      chosen.delete(shoe) || chosen.add(shoe);
      refresh();
    };
    const name = fill(words.labelled, { label: words.compare, text: nameOf(shoe) });
    ticks.set(shoe, h("button", { type: "button", class: "tab", "aria-pressed": "false", "aria-label": name, onclick: toggle }, words.compare));
    return ticks.get(shoe);
  };
  return { tick, row: h("div", { class: "row" }, h("span", { class: "hint" }, words.compare_pick), compare) };
}

// In a store, only what a customer can have in the hand there.
const leftOut = (kiosk, answer) => (answer.excluded.by_reason ?? []).flatMap((reason) => reason.examples ?? []).filter((shoe) => !kiosk.store || shoe.in_stock).slice(0, MOST_LEFT_OUT);

function pad(kiosk, answer) {
  if (!answer) return null;
  const { words, purpose } = kiosk;
  const own = asked(answer);
  const steps = textsOf(answer.procedure ?? []);
  if (!answer.placement) {
    // A sore foot may have been promised a pad: why there is none is said as well.
    if (!own.length) return null;
    return section(words.pad_instead, "pad", own, steps.length ? [h("h3", {}, words.steps), h("ol", {}, steps.map((step) => h("li", {}, step)))] : null);
  }
  const sore = answer.placements.filter((placement) => placement.sore !== false && placement.diagram_url);
  const figures = sore.map((placement) => {
    const image = h("img", { alt: `${words.pad_drawing}. ${words[`${placement.side}_foot`]}`, width: "600", height: "900" });
    pictureUrl(placement.diagram_url, { language: kiosk.language }).then((url) => (image.src = url), () => image.remove());
    return h("figure", {}, image, h("figcaption", {}, words[`${placement.side}_foot`]));
  });
  const drawn = h("div", { class: "figures" }, figures);
  // Whoever came for the drawing sees it first.
  return section(words.pad, "pad", purpose === "met_pad" ? [drawn, own] : [h("p", {}, answer.summary), drawn, own],
    h("h3", {}, words.steps), h("ol", {}, steps.map((step) => h("li", {}, step))),
    purpose === "met_pad" ? null : list([answer.wear?.start?.text, words.pad_worse].filter(Boolean)));
}

function running(words, answer) {
  if (!answer) return null;
  return section(words.run, "run", h("p", {}, answer.summary), list(textsOf(answer.actions).filter((text) => !answer.summary.includes(text))));
}

function atHome(words, answer) {
  if (!answer?.plan.length) return null;
  return section(words.home, "home", asked(answer), list(answer.plan.map((measure) => measure.how)));
}

function exercises({ words }, answer) {
  if (!answer) return null;
  const sessions = Object.values(answer.sessions).flat();
  const own = asked(answer);
  if (!sessions.length) return own.length ? section(words.exercises, "exercises", own) : null;
  return section(words.exercises, "exercises", own, list(sessions.map((entry) => fill(words.labelled, { label: entry.title, text: entry.amount }))), h("p", { class: "hint" }, words.exercises_note));
}

function takeHome(kiosk) {
  const { words, round } = kiosk;
  // What is taken home is what was shown.
  const body = { ...kiosk.answers, ...(kiosk.store ? { store_id: kiosk.store } : {}), take_home: kiosk.purpose };
  const code = h("div", { class: "code", "aria-live": "polite" });
  const stillHere = () => round === kiosk.round;
  // What is refused is said, and can be tried again.
  let isBusy = false;
  const guarded = (work) => async () => {
    // Not disabled, which would take the focus away.
    if (isBusy) return;
    isBusy = true;
    code.replaceChildren(h("p", {}, words.working));
    try {
      await work();
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      if (stillHere()) code.replaceChildren(h("p", { role: "alert" }, words.failed));
    } finally {
      isBusy = false;
      code.scrollIntoView({ block: "nearest" });
    }
  };
  const show = guarded(async () => {
    const kept = await askJson("/v1/handovers", body, { language: kiosk.language });
    if (!stillHere()) return;
    code.replaceChildren(h("img", { src: new URL(kept.qr_svg_url).pathname, alt: words.code, width: "320", height: "320" }), h("p", {}, words.code), h("p", { class: "address" }, kept.url),
      // Whoever has the kiosk on the own phone cannot scan it; on a kiosk a link would lead out of it.
      h("a", { href: new URL(kept.url).pathname, class: "own-phone", target: "_blank", rel: "noopener" }, words.open_here));
  });
  const print = guarded(async () => {
    const text = await (await ask("/v1/advice/consultation", body, { accept: "text/plain", language: kiosk.language })).text();
    if (!stillHere()) return;
    code.replaceChildren();
    document.getElementById("slip").textContent = text;
    window.print();
  });
  return section(words.take_home, "take-home", h("p", {}, words.take_home_note),
    h("div", { class: "row" }, h("button", { type: "button", class: "go", onclick: show }, words.make_code), h("button", { type: "button", class: "choice", onclick: print }, words.print)), code);
}
