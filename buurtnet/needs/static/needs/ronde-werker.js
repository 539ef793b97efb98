// Beside the pages of rounds: where there is no network, the streets of a round come from what the phone kept.

const ROUND = /^\/[\w-]+\/beheer\/rondes\/[0-9a-f-]{36}\/(onderweg\/)?$/;
const CACHE = "buurtnet-rondes";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode !== "navigate") event.respondWith(fromNetwork(request, request.url));
  else if (ROUND.test(url.pathname)) event.respondWith(page(request, url));
});

/** A page of a round; when it may not be read any more, nothing of it is kept either. */
async function page(request, url) {
  const kept = url.pathname.endsWith("/onderweg/") ? url.pathname : `${url.pathname}onderweg/`;
  const answer = await fromNetwork(request, kept);
  if (answer.status === 404) await (await caches.open(CACHE)).delete(kept);
  return answer;
}

async function fromNetwork(request, kept) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open(CACHE)).match(kept);
    if (found) return found;
    throw error;
  }
}
