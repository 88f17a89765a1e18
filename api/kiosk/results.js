// What a customer sees at the end: care first, then shoes with reasons, the pad, what to do, and what to take home.
import { h, fill } from "/kiosk/dom.js";
import { ask, askJson, pictureUrl, Refused } from "/kiosk/service.js";

const list = (items) => (items.length ? h("ul", {}, items.map((item) => h("li", {}, item))) : null);
const section = (title, name, ...children) => h("section", { class: name, "aria-label": title }, h("h2", {}, title), children);
const urgent = (care) => care && care.level !== "see_professional";

export function resultScreen(kiosk, advice) {
  const { words, purpose } = kiosk;
  const parts = purpose === "consultation" ? advice : { shoes: purpose === "shoes" ? advice : null };
  const withheld = urgent(advice.care);
  return [
    h("p", { class: `summary ${advice.indicator}` }, advice.summary),
    advice.care ? care(advice, words) : null,
    withheld ? null : shoes(kiosk, parts.shoes),
    withheld ? null : pad(kiosk, parts.met_pad),
    advice.care ? null : section(words.today, "today", list(actions(advice, purpose))),
    withheld ? null : running(words, parts.run_today),
    withheld || !parts.self_care?.plan.length ? null : section(words.home, "home", list(parts.self_care.plan.map((measure) => measure.how))),
    withheld ? null : exercises(kiosk, parts.exercises),
    purpose === "retirement" ? null : takeHome(kiosk),
    h("p", { class: "small" }, advice.disclaimer),
    h("div", { class: "staff-door" }, h("button", { type: "button", class: "plain", onclick: () => staff(kiosk) }, words.staff)),
  ];
}

function actions(advice, purpose) {
  return advice.actions.filter((action) => purpose === "retirement" || action.code !== "read_the_parts").map((action) => action.text);
}

function care(advice, words) {
  return h("section", { class: `care ${advice.care.level}`, role: "alert" }, h("h2", {}, words[`care_${advice.care.level}`]), list(advice.actions.map((action) => action.text)));
}

const nameOf = (shoe) => `${shoe.shoe.brand} ${shoe.shoe.model}`;
const reasonsOf = (shoe) => (shoe.criteria ?? []).filter((criterion) => criterion.verdict === "good").slice(0, 4).map((criterion) => criterion.text);

function shoes(kiosk, answer) {
  if (!answer) return null;
  const { words } = kiosk;
  const chosen = new Set();
  const compare = h("button", { type: "button", class: "go", disabled: true, onclick: () => compareShoes(kiosk, [...chosen]) }, words.compare);
  const tick = (shoe) => h("button", {
    type: "button", class: "tab", "aria-pressed": "false", "aria-label": `${words.compare}: ${nameOf(shoe)}`,
    onclick: (event) => {
      chosen.has(shoe) ? chosen.delete(shoe) : chosen.size < 3 && chosen.add(shoe);
      event.currentTarget.setAttribute("aria-pressed", String(chosen.has(shoe)));
      compare.disabled = chosen.size < 2;
    },
  }, words.compare);
  const card = (shoe) => h("article", { class: "shoe" }, h("h3", {}, nameOf(shoe)),
    shoe.size.label ? h("p", { class: "size" }, `${words.size} ${shoe.size.label}`) : null, price(shoe.offer),
    list(reasonsOf(shoe)), shoe.cautions.length ? h("p", { class: "watch" }, `${words.watch}: ${shoe.cautions[0].text}`) : null,
    answer.recommendations.length > 1 ? tick(shoe) : null);
  const untested = answer.recommendations.length === 0 && answer.try_on.length > 0;
  return section(words.shoes, "shoes",
    answer.recommendations.length ? (kiosk.store ? h("p", {}, words.shoes_shelf) : null) : h("p", {}, answer.summary),
    h("div", { class: "cards" }, answer.recommendations.map(card)),
    untested ? [h("p", {}, words.try_on), list(answer.try_on.slice(0, 6).map(nameOf))] : null,
    answer.recommendations.length > 1 ? h("div", { class: "row" }, h("span", { class: "hint" }, words.compare_pick), compare) : null,
    h("p", { class: "hint" }, words.scan),
    h("div", { class: "row" }, leftOut(answer).map((shoe) => h("button", { type: "button", class: "tab", onclick: () => checkShoe(kiosk, { id: shoe.id }) }, `${shoe.brand} ${shoe.model}`))));
}

const leftOut = (answer) => [...new Map(answer.excluded.by_reason.flatMap((reason) => reason.examples ?? []).map((shoe) => [shoe.id, shoe])).values()].slice(0, 6);
const price = (offer) => (offer ? h("p", { class: "price" }, new Intl.NumberFormat(document.documentElement.lang, offer.currency ? { style: "currency", currency: offer.currency } : {}).format(offer.price)) : null);

function compareShoes(kiosk, chosen) {
  const { words } = kiosk;
  const names = [...new Set(chosen.flatMap((shoe) => (shoe.criteria ?? []).map((criterion) => criterion.criterion)))];
  const cell = (shoe, name) => {
    const found = (shoe.criteria ?? []).find((criterion) => criterion.criterion === name);
    return h("td", { class: found?.verdict ?? "unknown" }, h("strong", {}, words[`verdict_${found?.verdict}`] ?? words.verdict_unknown), found ? h("span", {}, ` ${found.text}`) : null);
  };
  kiosk.dialog(words.compare_title, h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.compare_title }, h("table", {},
    h("thead", {}, h("tr", {}, chosen.map((shoe) => h("th", { scope: "col" }, nameOf(shoe))))),
    h("tbody", {}, names.map((name) => h("tr", {}, chosen.map((shoe) => cell(shoe, name))))))));
}

export async function checkShoe(kiosk, shoe) {
  const { words } = kiosk;
  const known = ["feet", "sex", "size", "use", "in_recovery", "max_price", "store_id", "symptoms"];
  const body = { shoe, ...Object.fromEntries(Object.entries(kiosk.answers).filter(([name]) => known.includes(name))) };
  kiosk.dialog(words.check_title, h("p", {}, words.working));
  try {
    const found = await askJson("/v1/advice/shoes/check", body, { language: kiosk.language });
    const against = found.criteria.filter((criterion) => ["poor", "fair", "unknown"].includes(criterion.verdict)).map((criterion) => criterion.text);
    kiosk.dialog(found.shoe ? `${found.shoe.brand} ${found.shoe.model}` : words.check_title,
      h("p", { class: "summary" }, found.summary), found.size?.label ? h("p", { class: "size" }, `${words.size} ${found.size.label}`) : null,
      list(found.actions.map((action) => action.text)), list(against), list(found.cautions.map((caution) => caution.text)));
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    kiosk.dialog(words.check_title, h("p", {}, fault.status === 404 || fault.status === 422 ? words.scan_unknown : words.failed));
  }
}

function pad(kiosk, answer) {
  if (!answer?.placement) return null;
  const { words } = kiosk;
  const sore = answer.placements.filter((placement) => placement.sore !== false && placement.diagram_url);
  const figures = sore.map((placement) => {
    const image = h("img", { alt: `${words.pad_drawing}. ${words[`${placement.side}_foot`]}`, width: "600", height: "900" });
    pictureUrl(placement.diagram_url, { language: kiosk.language }).then((url) => (image.src = url), () => image.remove());
    return h("figure", {}, image, h("figcaption", {}, words[`${placement.side}_foot`]));
  });
  return section(words.pad, "pad", h("p", {}, answer.summary), h("div", { class: "figures" }, figures),
    h("h3", {}, words.steps), h("ol", {}, (answer.procedure ?? answer.actions).map((step) => h("li", {}, step.text))));
}

function running(words, answer) {
  if (!answer) return null;
  return section(words.run, "run", h("p", {}, answer.summary), list(answer.actions.map((action) => action.text)));
}

function exercises(kiosk, answer) {
  const sessions = answer ? Object.values(answer.sessions).flat() : [];
  if (!sessions.length) return null;
  return section(kiosk.words.exercises, "exercises", list([...new Set(sessions.map((entry) => `${entry.title}: ${entry.amount}`))]));
}

function takeHome(kiosk) {
  const { words } = kiosk;
  const code = h("div", { class: "code", "aria-live": "polite" });
  const body = () => Object.fromEntries(Object.entries(kiosk.answers));
  const show = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    const kept = await askJson("/v1/handovers", body(), { language: kiosk.language });
    code.replaceChildren(h("img", { src: new URL(kept.qr_svg_url).pathname, alt: words.code, width: "320", height: "320" }), h("p", {}, words.code), h("a", { href: new URL(kept.url).pathname, class: "address", target: "_blank", rel: "noopener" }, kept.url));
  };
  const print = async () => {
    document.getElementById("slip").textContent = await (await ask("/v1/advice/consultation", body(), { accept: "text/plain", language: kiosk.language })).text();
    window.print();
  };
  return section(words.take_home, "take-home", h("p", {}, words.take_home_note),
    h("div", { class: "row" }, h("button", { type: "button", class: "go", onclick: show }, words.make_code), h("button", { type: "button", class: "choice", onclick: print }, words.print)), code);
}

function staff(kiosk) {
  const { words } = kiosk;
  const input = h("input", { type: "password", inputmode: "numeric", autocomplete: "off", id: "pin", maxlength: "12" });
  const note = h("p", { role: "alert" });
  const open = async (event) => {
    event.preventDefault();
    try {
      await ask("/kiosk/staff", { pin: input.value });
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      note.textContent = words.pin_wrong;
      return;
    }
    const path = kiosk.purpose === "consultation" ? "/v1/advice/consultation" : `/v1/advice/${kiosk.purpose}`;
    figures(kiosk, await askJson(`${path}?include=all`, kiosk.answers, { language: kiosk.language }));
  };
  kiosk.dialog(words.staff, h("form", { onsubmit: open }, h("label", { for: "pin" }, words.pin), input, note, h("button", { type: "submit", class: "go" }, words.pin_open)));
  input.focus();
}

function figures(kiosk, advice) {
  const { words } = kiosk;
  const found = advice.recommendations ?? advice.shoes?.recommendations ?? [];
  const rows = (shoe) => shoe.criteria.map((criterion) => h("tr", {}, h("th", { scope: "row" }, criterion.criterion.replaceAll("_", " ")), h("td", {}, String(criterion.value ?? words.unknown)), h("td", {}, String(criterion.threshold ?? "")), h("td", {}, criterion.rules.join(" "))));
  kiosk.dialog(words.figures,
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.figures },
      found.map((shoe) => h("table", {}, h("caption", {}, `${nameOf(shoe)}: ${shoe.score}`), h("thead", {}, h("tr", {}, [words.figure, words.value, words.from_here, words.rules].map((text) => h("th", { scope: "col" }, text)))), h("tbody", {}, rows(shoe)))),
      h("h3", {}, words.rules), h("dl", {}, Object.entries(advice.rules).map(([id, rule]) => [h("dt", {}, id), h("dd", {}, rule.title)]))));
}

export { fill };
