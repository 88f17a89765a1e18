// Keeps the page itself, so that it opens without a connection. Advice and answers are never kept.
const NAME = "forefoot-kiosk-4";
const FILES = ["/kiosk", "/kiosk/kiosk.css", "/kiosk/kiosk.js", "/kiosk/dom.js", "/kiosk/service.js", "/kiosk/questions.js", "/kiosk/results.js", "/kiosk/search.js", "/kiosk/shoes.js", "/kiosk/staff.js", "/kiosk/foot.svg"];
const WORDS = "/kiosk/words.json";

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

// The words of every language: a customer may choose one while there is no connection.
async function keep() {
  const { languages } = await (await fetch(WORDS)).json();
  const cache = await caches.open(NAME);
  await cache.addAll([...FILES, WORDS, ...languages.map(({ code }) => `${WORDS}?language=${code}`)]);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const isPage = pathname === "/kiosk" || pathname.startsWith("/kiosk/");
  if (event.request.method !== "GET" || origin !== location.origin || !isPage) return;
  // The newest page while there is a connection, the kept one otherwise.
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok) await (await caches.open(NAME)).put(event.request, answer.clone());
        return answer;
      })
      .catch(async () => (await caches.match(event.request, { ignoreSearch: pathname === "/kiosk", ignoreVary: true })) ?? Response.error()),
  );
});
