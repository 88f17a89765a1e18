// Talks to the API with the key of this kiosk, and keeps trying while there is no connection.
const KEY = "forefoot-kiosk";
const RETRY_MS = 3000;

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

export const device = {
  read: () => JSON.parse(localStorage.getItem(KEY) ?? "null"),
  keep: (value) => localStorage.setItem(KEY, JSON.stringify(value)),
  forget: () => localStorage.removeItem(KEY),
};

// A link that a shop makes once, /kiosk#key=...&store=..., sets the device up; it does not stay in the address bar.
export function readLink() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has("key")) {
    device.keep({ key: given.get("key"), store: given.get("store") || null });
    history.replaceState(null, "", location.pathname);
  }
}

let onConnection = () => {};
export function whenConnectionChanges(listener) {
  onConnection = listener;
}

async function send(path, body, { accept = "application/json", language, signal } = {}) {
  const headers = { Authorization: `Bearer ${device.read()?.key ?? ""}`, Accept: accept };
  if (language) headers["Accept-Language"] = language;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store", signal });
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => null));
  return answer;
}

// Repeats a question until it is answered; only what the service itself refuses ends it.
export async function ask(path, body, options = {}) {
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const answer = await send(path, body, options);
      onConnection(true);
      return answer;
    } catch (fault) {
      options.signal?.throwIfAborted();
      const isAway = !(fault instanceof Refused) || fault.status === 503 || fault.status === 429;
      if (!isAway) {
        onConnection(true);
        throw fault;
      }
      onConnection(false);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

export const askJson = async (path, body, options) => (await ask(path, body, options)).json();

export async function pictureUrl(path, options) {
  return URL.createObjectURL(await (await ask(path, undefined, options)).blob());
}
