// The kiosk: language, purpose, one question a screen, the result; forgets everything when nobody is there any more.
import { $, copy, fill, h, merge } from "/kiosk/dom.js";
import { progressText, questionScreen } from "/kiosk/questions.js";
import { resultScreen } from "/kiosk/results.js";
import { askJson, device, readLink, Refused, whenConnectionChanges } from "/kiosk/service.js";
import { checkShoe, nameOf } from "/kiosk/shoes.js";

const WARNING_SECONDS = 20;
const TIMES_TO_READ = 2;
const PURPOSES = ["consultation", "shoes", "met_pad", "retirement"];
const OF_THE_SHELF = ["consultation", "shoes"];
const GTIN = /^\d{8,14}$/;
const SCAN_GAP_MS = 60;
const SLOW_MS = 600;
const READ_AT_ONCE = 0.6;
const ALMOST_PX = 8;

const kiosk = {
  words: {}, shop: {}, languages: [], language: "en", purpose: null, store: null,
  answers: {}, asked: [], skipped: [], history: [], given: {}, gtin: null, round: 0, forward: null, dialog: showDialog,
};

async function loadWords(language) {
  const answer = await fetch(`/kiosk/words.json${language ? `?language=${language}` : ""}`).catch(() => fetch("/kiosk/words.json"));
  const told = await answer.json();
  Object.assign(kiosk, { words: told.words, shop: told.shop, languages: told.languages, language: told.language });
  document.documentElement.lang = told.language;
  document.documentElement.dataset.locale = told.locale;
  document.title = told.shop.name ?? told.words.title;
  if (told.shop.color) document.documentElement.style.setProperty("--brand", told.shop.color);
  if (told.shop.ink) document.documentElement.style.setProperty("--brand-ink", told.shop.ink);
}

// Whoever comes next finds nothing of whoever was here before.
function forget() {
  Object.assign(kiosk, { purpose: null, answers: {}, asked: [], skipped: [], history: [], given: {}, gtin: null, round: kiosk.round + 1 });
  $("slip").textContent = "";
  for (const name of ["dialog", "idle"]) if ($(name).open) $(name).close();
  kiosk.waiting?.abort();
  $("notice").replaceChildren();
  document.documentElement.removeAttribute("data-text");
  document.documentElement.removeAttribute("data-contrast");
}

function show(name, title, ...children) {
  const heading = h("h1", { tabindex: "-1" }, title);
  $("screen").className = name;
  $("screen").replaceChildren(...[heading, ...children].flat(Infinity).filter(Boolean));
  // What leads on stands at the lower edge, in sight however long the screen is.
  kiosk.forward = $("screen").querySelector(".forward") ?? (name.startsWith("question") ? h("div", { class: "forward" }) : null);
  kiosk.forward?.prepend(more());
  drawEdges();
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

// Whoever sees half a list thinks it is all of it. By touch alone: the keyboard and a screen reader need no such help.
function more() {
  const go = () => scrollBy({ top: innerHeight * READ_AT_ONCE, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  return h("button", { type: "button", class: "more", tabindex: "-1", "aria-hidden": "true", hidden: true, onmousedown: (event) => event.preventDefault(), onclick: go }, `${kiosk.words.more_below} \u2193`);
}

function watchEdge() {
  const { forward } = kiosk;
  // What the lower edge covers is scrolled free when the focus goes there.
  const edge = [$("bottom"), forward].filter(Boolean).map((each) => innerHeight - each.getBoundingClientRect().top).filter((height) => height < innerHeight / 2);
  document.documentElement.style.setProperty("--edge", `${Math.max(0, ...edge)}px`);
  const button = forward?.querySelector(".more");
  if (!button) return;
  const last = $("screen").querySelector(":scope > .aside")?.previousElementSibling;
  const isBelow = Boolean(last) && last.getBoundingClientRect().bottom > innerHeight - Math.max(0, ...edge) + ALMOST_PX;
  button.hidden = !isBelow || forward.querySelector(".go:enabled") !== null;
  forward.hidden = forward.children.length === 1 && button.hidden;
}

const leadsBack = () => kiosk.purpose !== null || ($("screen").className === "welcome" && kiosk.languages.length > 1);

// The browser's own button leads back as the page's does, and out of the kiosk from its first screen alone.
function popped() {
  if (!$("dialog").open && !leadsBack()) return;
  history.pushState({ kiosk: true }, "");
  if ($("dialog").open) $("dialog").close();
  else back();
}

function drawEdges() {
  const { words, shop } = kiosk;
  const inside = kiosk.purpose !== null;
  $("top").replaceChildren(
    h("div", { class: "shop" }, shop.logo ? h("img", { src: shop.logo, alt: "", height: "48" }) : null, h("span", {}, shop.name ?? words.title)),
    inside ? h("button", { type: "button", class: "plain", id: "again", onclick: startAnew }, words.again) : "");
  const state = document.documentElement.dataset;
  const change = (name, value) => {
    state[name] === value ? delete state[name] : (state[name] = value);
    drawEdges();
    $(name).focus();
  };
  // Before a language is chosen, signs that need none.
  const isSign = $("screen").className === "language";
  const setting = (name, value, text, sign) => h("button", { type: "button", class: "plain", id: name, "aria-label": isSign ? text : null, onclick: () => change(name, value) }, isSign ? sign : text);
  if (leadsBack() && !history.state?.kiosk) history.pushState({ kiosk: true }, "");
  $("bottom").replaceChildren(kiosk.forward ?? "", h("div", { class: "row", role: "group", "aria-label": words.settings },
    leadsBack() ? h("button", { type: "button", class: "plain", id: "back", onclick: back }, words.back) : "",
    setting("text", "large", state.text ? words.smaller : words.larger, state.text ? "A\u2212" : "A+"),
    setting("contrast", "high", state.contrast ? words.usual_contrast : words.contrast, halfDark())));
}

const halfDark = () => h("svg", { viewBox: "0 0 24 24", width: "28", height: "28", "aria-hidden": "true" },
  h("circle", { cx: 12, cy: 12, r: 10, fill: "none", stroke: "currentColor", "stroke-width": 2 }), h("path", { d: "M12 2a10 10 0 0 1 0 20z", fill: "currentColor" }));

function start() {
  forget();
  if (!device.read()?.key) return setUp();
  kiosk.store = device.read().store;
  return kiosk.languages.length > 1 ? chooseLanguage() : welcome();
}

// Whoever comes next is greeted in the language of the device.
const startAnew = () => loadWords().catch(() => {}).then(start);

function setUp(note) {
  const { words } = kiosk;
  const field = (id, label, more) => [h("label", { for: id }, label), h("input", { id, autocomplete: "off", ...more })];
  const save = (event) => {
    event.preventDefault();
    device.keep({ key: $("key").value.trim(), store: $("store").value.trim() || null });
    start();
  };
  show("setup", words.setup, note ? h("p", { role: "alert" }, note) : null, h("p", {}, words.setup_note),
    h("form", { onsubmit: save }, field("key", words.key, { type: "password", required: true, minlength: "24" }), field("store", words.store, {}), h("button", { type: "submit", class: "go" }, words.save)));
}

function chooseLanguage() {
  show("language", kiosk.words.choose_language, h("div", { class: "choices" }, kiosk.languages.map(({ code, name }) =>
    h("button", { type: "button", class: "choice big", lang: code, onclick: () => loadWords(code).then(() => (kiosk.gtin ? beginWithShoe() : welcome())) }, name))));
}

function welcome() {
  const { words } = kiosk;
  show("welcome", words.welcome, h("p", { class: "lead" }, words.welcome_note), h("div", { class: "choices" }, PURPOSES.map((purpose) =>
    h("button", { type: "button", class: "choice big", onclick: () => begin(purpose) }, h("strong", {}, words[`purpose_${purpose}`]), h("span", {}, words[`purpose_${purpose}_note`])))));
}

// A shoe was scanned before anything was chosen.
function beginWithShoe() {
  begin("shoes");
  $("notice").replaceChildren(h("p", {}, kiosk.words.scan_later));
}

function begin(purpose) {
  Object.assign(kiosk, { purpose, answers: kiosk.store && OF_THE_SHELF.includes(purpose) ? { store_id: kiosk.store } : {}, asked: [], skipped: [], history: [], given: {} });
  next();
}

// A second touch while the first is on its way would be a second answer.
function wait() {
  const edges = [$("screen"), kiosk.forward].filter(Boolean);
  kiosk.waiting?.abort();
  kiosk.waiting = new AbortController();
  $("screen").setAttribute("aria-busy", "true");
  for (const each of edges) each.inert = true;
  const timer = setTimeout(() => $("notice").childElementCount || $("notice").replaceChildren(h("p", { class: "working" }, kiosk.words.working)), SLOW_MS);
  let isDone = false;
  const done = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    $("screen").removeAttribute("aria-busy");
    for (const each of edges) each.inert = false;
    $("notice").querySelector(".working")?.remove();
  };
  kiosk.waiting.signal.addEventListener("abort", done);
  return done;
}

// Every step asks the service anew with all answers so far; nothing is kept there.
async function next() {
  const { words, round } = kiosk;
  const done = wait();
  const body = { purpose: kiosk.purpose, answers: kiosk.answers, asked: kiosk.asked, skipped: kiosk.skipped, language: kiosk.language };
  let answer;
  try {
    answer = await askJson("/v1/advice/interview?include=all", body, { language: kiosk.language, signal: kiosk.waiting.signal });
  } catch (fault) {
    return round === kiosk.round && fault.name !== "AbortError" ? refused(fault) : undefined;
  } finally {
    done();
  }
  if (round !== kiosk.round) return;
  if (answer.done) {
    if (!$("notice").querySelector(".offline")) $("notice").replaceChildren();
    show("result", words.result, resultScreen(kiosk, answer.advice));
    if (kiosk.gtin) checkShoe(kiosk, { gtin: kiosk.gtin });
    kiosk.gtin = null;
  } else showQuestion(answer);
}

function refused(fault) {
  const { words } = kiosk;
  if (!(fault instanceof Refused)) throw fault;
  if (fault.status === 401 || fault.status === 403) return setUp(words.refused);
  const asked = fault.problem?.errors?.[0]?.detail;
  show("failed", words.failed, asked ? h("p", {}, asked) : null, h("div", { class: "forward" },
    h("button", { type: "button", class: "go", onclick: next }, words.retry)));
}

function showQuestion({ question, progress }) {
  const { words } = kiosk;
  const answered = (patch, isSkipped = false) => {
    kiosk.history.push(copy({ answers: kiosk.answers, asked: kiosk.asked, skipped: kiosk.skipped }));
    merge(kiosk.answers, patch);
    kiosk.asked.push(question.id);
    if (isSkipped) kiosk.skipped.push(question.id);
    next();
  };
  const given = (kiosk.given[question.id] ??= {});
  // Whoever came because the foot hurts has said so; what else there is can be added.
  if (question.id === "state" && kiosk.purpose === "consultation" && given.chosen === undefined && !given.none) given.chosen = new Set(["pain"]);
  const canSkip = question.kind !== "checklist" && !question.choices.some(({ value }) => value === "unsure");
  const most = progress.asked + progress.at_most_left;
  show(`question kind-${question.kind}`, question.text,
    h("div", { class: "progress" }, h("progress", { max: String(most), value: String(progress.asked), "aria-label": progressText(progress, words) }), h("span", { "aria-hidden": "true" }, progressText(progress, words))),
    question.help ? h("p", { class: "help" }, question.help) : null,
    questionScreen(question, words, answered, given),
    h("div", { class: "aside" }, !canSkip ? null : h("button", { type: "button", class: "plain", id: "skip", onclick: () => answered({}, true) }, words.skip),
      h("details", {}, h("summary", {}, words.why), h("p", {}, question.why))));
}

function back() {
  kiosk.round += 1;
  kiosk.waiting?.abort();
  if (kiosk.purpose === null) return startAnew();
  if (kiosk.history.length) {
    Object.assign(kiosk, copy(kiosk.history.pop()));
    return next();
  }
  Object.assign(kiosk, { purpose: null, answers: {}, gtin: null });
  $("notice").replaceChildren();
  return welcome();
}

function showDialog(title, ...children) {
  fillDialog($("dialog"), title, children);
}

function fillDialog(dialog, title, children) {
  const heading = h("h2", { id: `${dialog.id}-title`, tabindex: "-1", autofocus: true }, title);
  dialog.replaceChildren(...[heading, ...children.flat(Infinity), h("button", { type: "button", class: "choice close", onclick: () => dialog.close() }, kiosk.words.close)].filter(Boolean));
  if (dialog.open) heading.focus();
  else dialog.showModal();
  // What is read first is seen first, whatever has the focus.
  dialog.scrollTop = 0;
}

// Idle: warn, then forget.
let last = Date.now();
let warned = false;
const stir = () => (last = Date.now());

// By click, not by touch: what closes at a touch lets the click fall on what lies beneath.
function goOn() {
  stir();
  if (warned) $("idle").close();
}

// The first screen, as it was found: nothing to forget.
function isUntouched() {
  const { text, contrast } = document.documentElement.dataset;
  const screen = $("screen").className;
  return screen === "setup" || (!text && !contrast && screen === (kiosk.languages.length > 1 ? "language" : "welcome"));
}

function watchIdle() {
  const idle = (Date.now() - last) / 1000;
  if (isUntouched()) return;
  // Whoever reads slowly touches nothing meanwhile.
  const limit = (kiosk.shop.idle_seconds ?? 90) * ($("screen").classList.contains("result") ? TIMES_TO_READ : 1);
  const patience = kiosk.purpose === null ? limit : limit + WARNING_SECONDS;
  if (idle >= patience) {
    stir();
    warned = false;
    startAnew();
  } else if (idle >= limit) {
    const left = Math.ceil(limit + WARNING_SECONDS - idle);
    const text = fill(kiosk.words.still_there_note, { seconds: left });
    if (warned) $("idle-note").textContent = text;
    else {
      warned = true;
      // Above any other dialog, so that whoever is still there finds that as it was.
      fillDialog($("idle"), kiosk.words.still_there, [h("p", { id: "idle-note", role: "timer" }, text), h("button", { type: "button", class: "go", onclick: goOn }, kiosk.words.still_there_yes)]);
    }
  }
}

// A scanner types the digits of a bar code quickly and ends with Enter, wherever the focus is.
let typed = "";
let typedAt = 0;
function readScanner(event) {
  const now = performance.now();
  if (/^\d$/.test(event.key)) {
    typed = now - typedAt < SCAN_GAP_MS || typed === "" ? typed + event.key : event.key;
    typedAt = now;
  } else if (event.key === "Enter" && GTIN.test(typed) && now - typedAt < SCAN_GAP_MS * 4) {
    event.preventDefault();
    event.stopPropagation();
    scanned(typed);
    typed = "";
  } else if (event.key !== "Shift") typed = "";
}

function scanned(gtin) {
  if (!device.read()?.key) return;
  if ($("pin")) $("pin").value = "";
  if (kiosk.purpose === "retirement") return takePair(gtin);
  const isAtTheEnd = $("screen").classList.contains("result");
  if (kiosk.answers.size || kiosk.answers.feet || isAtTheEnd) return checkShoe(kiosk, { gtin });
  kiosk.gtin = gtin;
  if ($("screen").className === "welcome") return beginWithShoe();
  $("notice").replaceChildren(h("p", {}, kiosk.words.scan_later));
}

// The pair in the customer's hand: what the catalogue knows of it counts for its wear.
async function takePair(gtin) {
  const { words, round } = kiosk;
  const tell = (text) => $("notice").replaceChildren(h("p", {}, text));
  try {
    const found = await askJson("/v1/advice/shoes/check", { shoe: { gtin } }, { language: kiosk.language });
    if (round !== kiosk.round) return;
    for (const { answers } of [kiosk, ...kiosk.history]) answers.shoe_id = found.shoe.id;
    tell(fill(words.scan_taken, { shoe: nameOf(found) }));
    if ($("screen").className === "result") next();
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    if (round === kiosk.round) tell(words.scan_unknown);
  }
}

for (const name of ["scroll", "resize", "click"]) addEventListener(name, () => requestAnimationFrame(watchEdge), { passive: true });
new MutationObserver(watchEdge).observe($("screen"), { childList: true, subtree: true });
new ResizeObserver(watchEdge).observe($("screen"));
whenConnectionChanges((isThere) => {
  document.documentElement.dataset.offline = isThere ? "no" : "yes";
  if (!isThere) $("notice").replaceChildren(h("p", { class: "offline" }, kiosk.words.offline));
  else if ($("notice").querySelector(".offline")) $("notice").replaceChildren();
});
for (const name of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) addEventListener(name, stir, { passive: true });
addEventListener("keydown", readScanner, { capture: true });
addEventListener("click", goOn);
addEventListener("popstate", popped);
$("idle").addEventListener("close", () => (warned = false));
setInterval(watchIdle, 500);
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/kiosk/worker.js", { scope: "/kiosk" }).catch(() => {});
readLink();
await loadWords();
start();
