// Keeps the page itself, so that it opens without a connection. Advice and answers are never kept.
const NAME = "forefoot-kiosk-1";
const FILES = ["/kiosk", "/kiosk/kiosk.css", "/kiosk/kiosk.js", "/kiosk/dom.js", "/kiosk/service.js", "/kiosk/questions.js", "/kiosk/results.js", "/kiosk/foot.svg", "/kiosk/words.json"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

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
      .catch(async () => (await caches.match(event.request, { ignoreSearch: pathname === "/kiosk" })) ?? Response.error()),
  );
});
