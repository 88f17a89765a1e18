// The staff view: figures and rules behind the PIN, which is entered by touch.
import { fill, h } from "/kiosk/dom.js";
import { ask, askJson, Refused } from "/kiosk/service.js";
import { nameOf } from "/kiosk/shoes.js";

const PATHS = { consultation: "/v1/advice/consultation", shoes: "/v1/advice/shoes", met_pad: "/v1/advice/met-pad", retirement: "/v1/advice/retirement" };
const LONGEST_PIN = 12;
// The lower the heel, the steadier.
const LESS_IS_GOOD = ["steadiness"];

export function staff(kiosk) {
  const { words, round } = kiosk;
  const input = h("input", { type: "password", inputmode: "none", autocomplete: "off", id: "pin", maxlength: String(LONGEST_PIN) });
  const note = h("p", { role: "alert" });
  const open = async (event) => {
    event.preventDefault();
    try {
      await ask("/kiosk/staff", { pin: input.value });
      const advice = await askJson(`${PATHS[kiosk.purpose]}?include=all`, kiosk.answers, { language: kiosk.language });
      if (round === kiosk.round) figures(kiosk, advice);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      input.value = "";
      note.textContent = fault.status === 403 ? words.pin_wrong : words.failed;
    }
  };
  kiosk.dialog(words.staff, h("form", { class: "door", onsubmit: open }, h("label", { for: "pin" }, words.pin), input, keypad(input, words), note, h("button", { type: "submit", class: "go" }, words.pin_open)));
  input.focus();
}

// A standing kiosk has no keyboard.
function keypad(input, words) {
  const key = (text, onclick, more = {}) => h("button", { type: "button", class: "key", onclick, ...more }, text);
  const digit = (text) => key(text, () => (input.value = (input.value + text).slice(0, LONGEST_PIN)));
  const erase = key("\u232b", () => (input.value = input.value.slice(0, -1)), { "aria-label": words.erase });
  return h("div", { class: "keypad", role: "group", "aria-label": words.pin }, ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(digit), h("span", {}), digit("0"), erase);
}

function figures(kiosk, advice) {
  const { words } = kiosk;
  const number = (value, unit) => [value.toLocaleString(kiosk.language), unit].filter(Boolean).join(" ");
  const shown = (criterion) => (typeof criterion.value === "number" ? number(criterion.value, criterion.unit) : criterion.value === null ? words.unknown : criterion.text);
  const good = (criterion) => {
    if (typeof criterion.threshold !== "number") return "";
    return fill(LESS_IS_GOOD.includes(criterion.criterion) ? words.good_up_to : words.good_from, { value: number(criterion.threshold, criterion.unit) });
  };
  const rows = (shoe) => shoe.criteria.map((criterion) => h("tr", {}, h("th", { scope: "row" }, words[`criterion_${criterion.criterion}`]), h("td", {}, shown(criterion)), h("td", {}, good(criterion)), h("td", {}, criterion.rules.join(" "))));
  const found = advice.recommendations ?? advice.shoes?.recommendations ?? [];
  kiosk.dialog(words.figures,
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.figures },
      found.map((shoe) => h("table", {}, h("caption", {}, fill(words.points, { shoe: nameOf(shoe), score: shoe.score })), h("thead", {}, h("tr", {}, [words.figure, words.value, words.good, words.rules].map((text) => h("th", { scope: "col" }, text)))), h("tbody", {}, rows(shoe)))),
      h("h3", {}, words.rules), h("dl", {}, Object.entries(advice.rules).map(([id, rule]) => [h("dt", {}, id), h("dd", {}, rule.title)]))));
}
