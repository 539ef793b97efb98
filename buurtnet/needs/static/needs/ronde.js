// The streets of a round: a tap is kept on the phone first and sent when there is network. Of each street only the last
// tap is kept, with its moment; sent twice it changes nothing. Without this file each tap is a form that is sent.

const CACHE = "buurtnet-rondes";
const AGAIN = 20_000; // milliseconds
const TWICE = 700; // a second tap within this is a trembling finger

for (const form of document.querySelectorAll("[data-ronde]")) begin(form);

function begin(form) {
  const name = `buurtnet-ronde-${form.dataset.ronde}`;
  const status = form.querySelector("[data-ronde-stand]");
  const queue = read(name);
  let sending = false;
  let tapped = { street: "", at: 0 };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.value) return;
    event.preventDefault();
    const now = Date.now();
    if (tapped.street === button.value && now - tapped.at < TWICE) return;
    tapped = { street: button.value, at: now };
    queue[button.value] = { done: button.name === "gedaan", at: new Date(now).toISOString() };
    write(name, queue);
    paint(form, { [button.value]: queue[button.value].done });
    form.querySelector(`[data-straat="${button.value}"] button:not([hidden])`)?.focus({ preventScroll: true });
    send();
  });

  for (const [street, { done }] of Object.entries(queue)) paint(form, { [street]: done });
  addEventListener("online", send);
  addEventListener("pageshow", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(() => Object.keys(queue).length && send(), AGAIN);
  send();
  keep(form);

  async function send() {
    if (sending || !Object.keys(queue).length) return;
    sending = true;
    try {
      let street;
      let why = "";
      while ((street = Object.keys(queue)[0])) {
        const { done, at } = queue[street];
        const answer = await post(form, street, done, at);
        if (!answer) return say(form.dataset.wNee);
        if (queue[street]?.at === at) delete queue[street];
        write(name, queue);
        paint(form, { ...answer.streets, ...waiting(queue) });
        why ||= answer.why ?? "";
      }
      await again(form);
      say(why || form.dataset.wKlaar);
    } catch {
      say(form.dataset.wWacht);
    } finally {
      sending = false;
    }
  }

  function say(words) {
    if (status.textContent !== words) status.textContent = words;
  }
}

/** The streets as the server knows them and why a tap did not count, or nothing where we may not be any more. Throws without network. */
async function post(form, street, done, at, retries = true) {
  const body = new URLSearchParams({ [done ? "gedaan" : "niet"]: street, om: at });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status === 403 && retries) {
    // Signed in anew since this page was made: a fresh page has the sign that belongs to it.
    if (!(await refresh(form))) return null;
    return post(form, street, done, at, false);
  }
  if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
  // 409: the round was closed before this tap; the answer says so, and how the streets stand.
  if ((!answer.ok && answer.status !== 409) || answer.redirected) return null;
  return answer.json();
}

async function refresh(form) {
  const page = await fetch(form.dataset.onderweg, { cache: "no-store" });
  if (!page.ok || page.redirected) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  return Boolean(fresh);
}

function paint(form, streets) {
  for (const [street, done] of Object.entries(streets)) {
    const row = form.querySelector(`[data-straat="${street}"]`);
    if (!row) continue;
    row.querySelector(".round-do").hidden = done;
    row.querySelector(".round-did").hidden = !done;
  }
  const count = form.closest("section").querySelector("[data-ronde-gedaan]");
  count.textContent = String(form.querySelectorAll(".round-did:not([hidden])").length);
}

function waiting(queue) {
  return Object.fromEntries(Object.entries(queue).map(([street, { done }]) => [street, done]));
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

function write(name, queue) {
  try {
    if (Object.keys(queue).length) localStorage.setItem(name, JSON.stringify(queue));
    else localStorage.removeItem(name);
  } catch {
    // A phone that keeps nothing: the taps live as long as this page.
  }
}

/** What the phone keeps is as the server knows it now. */
async function again(form) {
  if (!("bewaard" in form.dataset)) return;
  try {
    await (await caches.open(CACHE)).add(form.dataset.onderweg);
  } catch {
    // Gone again: what was kept before stays.
  }
}

/** Keep the page with the streets alone for where there is no network, as long as the round is not closed. */
async function keep(form) {
  if (!("serviceWorker" in navigator && "caches" in self)) return;
  try {
    const cache = await caches.open(CACHE);
    if ("dicht" in form.dataset) {
      await cache.delete(form.dataset.onderweg);
      return;
    }
    await navigator.serviceWorker.register(form.dataset.werker);
    const parts = document.querySelectorAll('link[rel="stylesheet"], link[rel="preload"], link[rel="icon"], script[src]');
    await cache.addAll([form.dataset.onderweg, ...[...parts].map((part) => part.href ?? part.src)]);
    form.dataset.bewaard = "";
  } catch {
    // Without network now: what was kept before stays.
  }
}
