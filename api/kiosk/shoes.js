// One shoe: its size and price, whether it is here, side by side with others, and why not this one.
import { h, fill, locale } from "/kiosk/dom.js";
import { askJson, Refused } from "/kiosk/service.js";

export const nameOf = (shoe) => `${shoe.shoe.brand} ${shoe.shoe.model}`;

export const isUrgent = (care) => Boolean(care) && care.level !== "see_professional";
// Who should look at the foot and what to leave until then, apart from shoes and pads.
const OF_CARE = /^(FLAG|SAFE|SIGN|TRIAGE)-|^CONSULT-01$/;
export const isOfCare = (action) => action.rules.every((rule) => OF_CARE.test(rule));

// A letter means another width for men than for women, and nothing to most: the word stands before it.
const widthText = (size, words) => [words[`width_${size.width_class}`], size.width ? `(${size.width})` : null].filter(Boolean).join(" ");
const sizeText = (size, words) => [`${words.size} ${size.label}`, size.width || size.width_class ? fill(words.labelled, { label: words.width, text: widthText(size, words) }) : null].filter(Boolean).join(" · ");
export const sizeOf = (shoe, words) => (shoe.size?.label ? h("p", { class: "size" }, sizeText(shoe.size, words)) : null);

const priceText = (offer) => new Intl.NumberFormat(locale(), offer.currency ? { style: "currency", currency: offer.currency } : {}).format(offer.price);
export const priceOf = (offer) => (offer ? h("p", { class: "price" }, priceText(offer)) : null);

const pairsHere = (kiosk, answer, offer) => (kiosk.store && answer.fit.size && offer?.quantity > 0 ? fill(kiosk.words.pairs_here, { pairs: offer.quantity }) : null);
export function onShelf(kiosk, answer, shoe) {
  const text = pairsHere(kiosk, answer, shoe.offer);
  return text ? h("p", { class: "pairs" }, text) : null;
}

export function compareShoes(kiosk, chosen) {
  const { words } = kiosk;
  const names = [...new Set(chosen.flatMap((shoe) => (shoe.criteria ?? []).map((criterion) => criterion.criterion)))];
  const cell = (shoe, name) => {
    const found = (shoe.criteria ?? []).find((criterion) => criterion.criterion === name);
    return h("td", { class: found?.verdict ?? "unknown" }, judged(found, words), h("span", {}, found?.text ?? words.unknown));
  };
  const offered = (shoe) => h("td", {}, sizeOf(shoe, words), priceOf(shoe.offer), shoe.offer?.quantity > 0 && kiosk.store && shoe.size?.label ? h("p", { class: "pairs" }, fill(words.pairs_here, { pairs: shoe.offer.quantity })) : null);
  kiosk.dialog(words.compare_title, h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.compare_title }, h("table", {},
    h("thead", {}, h("tr", {}, chosen.map((shoe) => h("th", { scope: "col" }, nameOf(shoe))))),
    h("tbody", {}, h("tr", {}, chosen.map(offered)), names.map((name) => [h("tr", {}, h("th", { scope: "rowgroup", colspan: String(chosen.length) }, words[`criterion_${name}`])), h("tr", {}, chosen.map((shoe) => cell(shoe, name)))])))));
}

// What it means for these feet; how the shoe is, the text says.
const judged = (criterion, words) => (criterion?.verdict in VERDICTS ? h("strong", { class: "judged" }, words[VERDICTS[criterion.verdict]]) : null);

const VERDICTS = { good: "verdict_good", fair: "verdict_fair", poor: "verdict_poor" };
const AGAINST = ["poor", "fair", "unknown"];
const NEEDED = ["feet", "sex", "size", "use", "in_recovery", "max_price", "store_id", "symptoms"];
// Left out: the shoes that suit are on the screen behind it.
const SAID_BY_THE_SCREEN = "ask_for_shoes_that_suit";

// What belongs to care stands on the screen behind it; the question was about the shoe.
const saidOf = (found) => found.of_shoe ?? found.summary;
// The sentence below mostly begins with the name.
const titleOf = (found, words) => (!found.shoe || saidOf(found).startsWith(nameOf(found)) ? words.check_title : nameOf(found));

export async function checkShoe(kiosk, shoe) {
  const { words, round } = kiosk;
  const body = { ...(kiosk.store ? { store_id: kiosk.store } : {}), shoe, ...Object.fromEntries(Object.entries(kiosk.answers).filter(([name]) => NEEDED.includes(name))) };
  kiosk.dialog(words.check_title, h("p", {}, words.working));
  try {
    const found = await askJson("/v1/advice/shoes/check", body, { language: kiosk.language });
    if (round === kiosk.round) kiosk.dialog(titleOf(found, words), checkResult(kiosk, found));
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    if (round === kiosk.round) kiosk.dialog(words.check_title, h("p", {}, fault.status === 404 || fault.status === 422 ? words.scan_unknown : words.failed));
  }
}

function checkResult(kiosk, found) {
  const { words } = kiosk;
  // A size to try is named only where it can be tried.
  const isHere = !found.left_out_by?.includes("not_in_stock");
  const isSaid = (action) => action.code === SAID_BY_THE_SCREEN || (!isUrgent(found.care) && isOfCare(action));
  const texts = [...found.cautions, ...found.actions.filter((action) => !isSaid(action))].map((entry) => entry.text);
  // First what speaks against it: that was the question.
  const reasons = found.criteria.filter((criterion) => AGAINST.includes(criterion.verdict)).map((criterion) => h("li", {}, judged(criterion, words), criterion.text));
  return [
    h("p", { class: "summary" }, saidOf(found)), isHere ? sizeOf(found, words) : null, isHere ? priceOf(found.offer) : null, isHere ? onShelf(kiosk, found, found) : null,
    reasons.length || texts.length ? h("ul", {}, reasons, [...new Set(texts)].map((text) => h("li", {}, text))) : null,
  ];
}
