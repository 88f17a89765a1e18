// A shoe found by its name. A standing kiosk has no keyboard: its keys are on the page; a phone brings its own.
import { h } from "/kiosk/dom.js";
import { askJson, Refused } from "/kiosk/service.js";
import { checkShoe } from "/kiosk/shoes.js";

const PAUSE_MS = 250;
const FEWEST_LETTERS = 2;
const MOST_FOUND = 6;
const LONGEST = 60;
const GTIN = /^\d{8,14}$/;
const LETTERS = { de: ["QWERTZUIOP", "ASDFGHJKL", "YXCVBNM"], fr: ["AZERTYUIOP", "QSDFGHJKLM", "WXCVBN"] };
const USUAL = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];
const HAS_ROOM = matchMedia("(min-width: 34.01rem)");

export function findShoe(kiosk) {
  const { words } = kiosk;
  const found = h("div", { class: "row found", "aria-live": "polite" });
  const input = h("input", { id: "name", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: String(LONGEST), inputmode: HAS_ROOM.matches ? "none" : "search" });
  const choice = (text, shoe) => h("button", { type: "button", class: "tab", onclick: () => checkShoe(kiosk, shoe) }, text);
  let timer = null;
  const look = async () => {
    const name = input.value.trim();
    if (GTIN.test(name)) return found.replaceChildren(choice(name, { gtin: name }));
    if (name.length < FEWEST_LETTERS) return found.replaceChildren();
    try {
      const { items } = await askJson(`/v1/shoes?limit=${MOST_FOUND}&q=${encodeURIComponent(name)}`, undefined, { language: kiosk.language });
      // What was typed since is asked by itself.
      if (name !== input.value.trim()) return;
      found.replaceChildren(...(items.length ? items.map((shoe) => choice(`${shoe.brand} ${shoe.model}`, { id: shoe.id })) : [h("p", {}, words.search_none)]));
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      found.replaceChildren(h("p", { role: "alert" }, fault.status === 403 ? words.search_closed : words.failed));
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  };
  const take = (event) => {
    event.preventDefault();
    found.querySelector("button")?.click();
  };
  input.addEventListener("input", later);
  kiosk.dialog(words.search, h("form", { onsubmit: take }, h("label", { for: "name" }, words.search_name), input), found, HAS_ROOM.matches ? keyboard(kiosk, input, later) : null);
  input.focus();
}

function keyboard({ words, language }, input, whenTyped) {
  const change = (value) => () => {
    input.value = value().slice(0, LONGEST);
    whenTyped();
  };
  const key = (text, value, more = {}) => h("button", { type: "button", class: "key", onclick: change(value), ...more }, text);
  const typed = (letter) => key(letter, () => input.value + letter);
  const rows = ["1234567890", ...(LETTERS[language] ?? USUAL)].map((row) => h("div", { class: "keys" }, [...row].map(typed)));
  const last = h("div", { class: "keys" }, key(words.search_space, () => `${input.value} `, { class: "key broad" }), key("\u232b", () => input.value.slice(0, -1), { class: "key", "aria-label": words.erase_letter }));
  return h("div", { class: "keyboard", role: "group", "aria-label": words.search_name }, rows, last);
}
