// The staff view: figures and rules behind the PIN, which is entered by touch.
import { fill, h, locale } from "/kiosk/dom.js";
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

const PERCENT = { style: "percent" };

function figures(kiosk, advice) {
  const { words, purpose } = kiosk;
  const parts = purpose === "consultation" ? advice : { shoes: advice.recommendations ? advice : null, met_pad: advice.placements ? advice : null, pair: advice.limits ? advice : null };
  kiosk.dialog(words.figures,
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.figures },
      (parts.shoes?.recommendations ?? []).map((shoe) => ofShoe(shoe, words)),
      (parts.met_pad?.placements ?? []).map((placement) => ofPad(placement, words)),
      parts.pair ? ofPair(parts.pair, words) : null,
      h("h3", {}, words.rules), h("dl", {}, Object.entries(advice.rules).map(([id, rule]) => [h("dt", {}, id), h("dd", {}, rule.title)]))));
}

const number = (value, unit) => [value.toLocaleString(locale()), unit].filter(Boolean).join(" ");

function table(caption, heads, rows) {
  return h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, rows.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), cells.map((text) => h("td", {}, text))))));
}

function ofShoe(shoe, words) {
  const shown = ({ value, unit, text }) => (typeof value === "number" ? number(value, unit) : value === null ? words.unknown : text);
  const good = ({ threshold, criterion, unit }) => (typeof threshold === "number" ? fill(LESS_IS_GOOD.includes(criterion) ? words.good_up_to : words.good_from, { value: number(threshold, unit) }) : "");
  return table(fill(words.points, { shoe: nameOf(shoe), score: shoe.score }), [words.figure, words.value, words.good, words.rules],
    shoe.criteria.map((criterion) => [words[`criterion_${criterion.criterion}`], shown(criterion), good(criterion), criterion.rules.join(" ")]));
}

const span = ({ low, high }, words, write) => fill(words.span, { low: write(low), high: write(high) });

function ofPad(placement, words) {
  const { pad, rules_by_figure: rules } = placement;
  const mm = (value) => number(value, words.millimetres);
  const size = [pad.length_mm, pad.width_mm, pad.thickness_mm];
  const row = (name, figure, value, between) => [name, value === null ? "" : mm(value), between ? span(between, words, mm) : "", (rules[figure] ?? []).join(" ")];
  const { ball_line_from_heel_mm: line, front_edge_from_heel_mm: edge, behind_ball_mm: behind } = placement;
  return table(placement.side ? fill(words.labelled, { label: words.pad, text: words[`${placement.side}_foot`] }) : words.pad, [words.figure, words.value, words.from_to, words.rules], [
    row(words.figure_foot, "foot_length_mm", placement.foot_length_mm),
    row(words.figure_ball_line, "ball_line_from_heel_mm", line.estimate, line),
    row(placement.free_head ? words.figure_cut_out_edge : words.figure_front_edge, "front_edge_from_heel_mm", edge.target, edge),
    row(words.figure_behind_ball, "behind_ball_mm", behind.target, behind),
    row(words.figure_thickest_point, "thickest_point_from_heel_mm", placement.thickest_point_from_heel_mm),
    row(words.figure_across, "across_from_inner_edge_mm", null, placement.across_from_inner_edge_mm),
    [words.figure_pad, size.includes(null) ? words.unknown : number(size.map((value) => value.toLocaleString(locale())).join(" \u00d7 "), words.millimetres), "", pad.rules.join(" ")],
  ].filter(([, value, between]) => value || between));
}

function ofPair(pair, words) {
  const share = (value) => value.toLocaleString(locale(), PERCENT);
  const far = ({ km, mi }) => `${number(Math.round(km), words.kilometres)} (${number(Math.round(mi), words.miles)})`;
  const { limits, cushioning_left: cushioning, judged_as: judged } = pair;
  const rows = [
    [words.figure_run, judged.distance && far(judged.distance), ""],
    [words.figure_life, pair.life_used !== null && share(pair.life_used), ""],
    [words.figure_cushioning, cushioning && share(cushioning.estimate), cushioning && span(cushioning, words, share)],
    [words.figure_plan, limits.plan_from && far(limits.plan_from), ""],
    [words.figure_replace, limits.retire_by && far(limits.retire_by), ""],
    [words.figure_worn_out, limits.worn_out && far(limits.worn_out), ""],
  ];
  return [table(words.pair, [words.figure, words.value, words.from_to], rows.filter(([, value]) => value)), pair.forecast?.text ? h("p", {}, pair.forecast.text) : null];
}
