// The worker of the page of a signal: keeps that page for when there is no network, and what was typed on it.
// It keeps no other page. What waits is sent once: by the key of its form the site knows what it has already.

const { network, page, kept, also } = self.SIGNAAL;
const queue = self.DeviceQueue;
const CACHE = `signaal-${network}`;
const FRESH = 24 * 3600 * 1000; // milliseconds that the kept page is good
const PATIENCE = 8000; // milliseconds of a network that does not answer
const TAG = "signaal";
const PARTS = /<(?:link|script)\b[^>]*?\b(?:href|src)="(\/[^"]+\.(?:css|js|woff2)[^"]*)"/g;
const TOKEN = /name="csrfmiddlewaretoken" value="([^"]+)"/;

self.addEventListener("install", (event) => event.waitUntil(takeAlong().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => {
  if (event.tag === TAG) event.waitUntil(sendAll());
});
self.addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(sendAll().catch(() => {}));
  if (event.data === "fresh") event.waitUntil(stayFresh().catch(() => {}));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname !== page) {
    if (request.method === "GET" && request.mode !== "navigate") event.respondWith(part(request));
  } else if (request.method === "POST" && request.mode === "navigate") {
    event.respondWith(sent(request));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(fetchSoon(request).catch(() => caches.match(kept, { ignoreVary: true })));
  }
});

// The page as a visitor without a name sees it, and what it is made of. Without cookies: nobody's own is kept.
async function takeAlong() {
  const answer = await fetch(kept, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error("no page to keep");
  const text = await answer.clone().text();
  const parts = [...text.matchAll(PARTS)].map((found) => found[1]);
  const cache = await caches.open(CACHE);
  await cache.addAll([...new Set([...parts, ...also])]);
  await cache.put(kept, new Response(text, { headers: { ...basics(answer), "X-Kept-At": String(Date.now()) } }));
}

function basics(answer) {
  const found = { "Content-Type": "text/html; charset=utf-8" };
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]) {
    if (answer.headers.has(name)) found[name] = answer.headers.get(name);
  }
  return found;
}

async function stayFresh() {
  const there = await caches.match(kept, { ignoreVary: true });
  if (there && Date.now() - Number(there.headers.get("X-Kept-At")) < FRESH) return;
  await takeAlong();
}

const part = (request) =>
  fetch(request).catch(async (error) => {
    const there = await caches.match(request, { ignoreVary: true });
    if (there) return there;
    throw error;
  });

function fetchSoon(request) {
  const enough = new AbortController();
  const timer = setTimeout(() => enough.abort(), PATIENCE);
  return fetch(request, { signal: enough.signal }).finally(() => clearTimeout(timer));
}

// Send a form; without network keep what was typed, and show the page that says so. A form of the kept page has no
// token of this browser: it goes the way of what waited, also when the network is back.
async function sent(request) {
  const form = await request.clone().formData();
  if (!form.has("zonder_netwerk")) {
    try {
      return await fetch(request);
    } catch (error) {
      if (!queue.isPossible()) throw error;
    }
  }
  await keep(form);
  await sendAll().catch(() => {});
  return Response.redirect(page, 303);
}

async function keep(form) {
  const fields = {};
  for (const name of ["kind", "text", "area", "form_key", "as_who", "seen", "no_names"]) {
    if (form.get(name)) fields[name] = String(form.get(name));
  }
  if (form.has("theme")) fields.theme = String(form.get("theme"));
  if (!fields.text || !fields.text.trim()) return;
  fields.form_key = fields.form_key || self.crypto.randomUUID();
  // The kept page is nobody's, and a phone may be shared: it goes as whoever signed in here only when they say so.
  if (!fields.as_who && form.has("mijn_naam")) fields.as_who = await queue.getWho(network);
  await queue.put(network, fields);
  await self.registration.sync?.register(TAG).catch(() => {});
}

let sending = Promise.resolve();

// One after the other, also when asked twice: the second finds nothing left.
function sendAll() {
  sending = sending.catch(() => {}).then(sendEach);
  return sending;
}

async function sendEach() {
  const waiting = (await queue.all(network)).filter((one) => one.state === "waiting" || one.state === "sign_in");
  if (!waiting.length) return;
  // A fresh page first: its token is of this browser and of now.
  const answer = await fetch(page, { credentials: "same-origin", cache: "no-store" });
  const token = TOKEN.exec(await answer.text());
  if (!answer.ok || !token) throw new Error("no page to send from");
  for (const one of waiting) await send(one, token[1]);
  await tellPages();
}

async function send(one, token) {
  const body = new URLSearchParams({ ...one.fields, queued: "1", csrfmiddlewaretoken: token });
  const answer = await fetch(page, { method: "POST", body, credentials: "same-origin", redirect: "error" });
  const type = answer.headers.get("Content-Type") || "";
  if (!type.startsWith("application/json")) throw new Error("not now"); // too many, or an error: later again
  const said = await answer.json();
  if (said.state !== "sent") await queue.stand(network, one.id, said.state, { ...one.fields, said });
  else if (said.code) await queue.stand(network, one.id, "sent", { code: said.code });
  else await queue.remove(network, one.id);
}

async function tellPages() {
  for (const client of await self.clients.matchAll()) client.postMessage("changed");
}
