// The page of a signal: shows what waits on this device and asks the worker to send it.
// Without this file the page is a plain form that needs network.

(async () => {
  "use strict";

  const form = document.querySelector("[data-signaal]");
  const box = document.querySelector("[data-wacht]");
  const done = document.querySelector("[data-binnen]");
  const queue = self.DeviceQueue;
  const network = location.pathname.split("/")[1];

  // It came in by way of the page: it waits no more.
  if (done && queue?.isPossible()) await queue.remove(network, done.dataset.binnen).catch(() => {});
  if (!form || !box || !queue) return;

  const isKept = form.hasAttribute("data-zonder-netwerk");
  const list = box.querySelector("[data-wacht-lijst]");
  const shape = box.querySelector("[data-wacht-een]");
  const status = box.querySelector("[data-wacht-zegt]");
  const cannot = form.querySelector("[data-kan-niet]");

  const newKey = () => {
    if (self.crypto?.randomUUID) form.elements.form_key.value = self.crypto.randomUUID();
  };

  // A kept page is used more than once; each text has a key of its own.
  if (isKept) newKey();

  if (!queue.isPossible() || !navigator.serviceWorker) {
    form.addEventListener("submit", (event) => {
      cannot.hidden = navigator.onLine;
      if (!navigator.onLine) event.preventDefault();
    });
    return;
  }

  // Without a name from now on; who reads what becomes of it does so with the code that comes back.
  async function sendWithoutName(one) {
    const { said: _, ...fields } = one.fields;
    await queue.stand(network, one.id, "waiting", { ...fields, as_who: "" });
    await show();
    await ask("send");
  }

  const ask = async (what) => (await navigator.serviceWorker.ready).active?.postMessage(what);

  function sentence(one) {
    const { said, code } = one.fields;
    if (one.state === "sent") return `${box.dataset.verstuurd} ${box.dataset.code} ${code}`;
    if (one.state === "waiting" || !said) return box.dataset.wachten;
    return mustCall(one) ? `${said.why} ${box.dataset.bel} ${said.name}`.trim() : said.why;
  }

  const mustCall = (one) => one.state === "refused" && Boolean(one.fields.said?.phone);

  function spoken(one) {
    return mustCall(one) ? `${sentence(one)} ${one.fields.said.phone}` : sentence(one);
  }

  function again(one) {
    for (const radio of form.elements.kind) radio.checked = radio.value === one.fields.kind;
    form.elements.text.value = one.fields.text;
    if (form.elements.area) form.elements.area.value = one.fields.area || "";
    form.elements.form_key.value = one.id;
    form.elements.text.focus();
  }

  function drawn(one) {
    const row = shape.content.cloneNode(true).firstElementChild;
    const part = (name) => row.querySelector(`[data-${name}]`);
    part("tekst").textContent = one.fields.text || "";
    part("tekst").hidden = !one.fields.text;
    part("stand").textContent = sentence(one);
    if (mustCall(one)) {
      const phone = one.fields.said.phone;
      part("bellen").hidden = false;
      part("nummer").href = `tel:${phone.replace(/[^+\d]/g, "")}`;
      part("nummer").querySelector("bdi").textContent = phone;
    }
    part("nakijken").hidden = one.state !== "look";
    part("nakijken").addEventListener("click", () => again(one));
    part("aanmelden").hidden = one.state !== "sign_in";
    part("zonder-naam").hidden = one.state !== "sign_in";
    part("zonder-naam").addEventListener("click", () => sendWithoutName(one));
    part("weg").addEventListener("click", async () => {
      await queue.remove(network, one.id);
      await show();
    });
    return row;
  }

  async function show() {
    const waiting = await queue.all(network);
    box.hidden = !waiting.length;
    list.replaceChildren(...waiting.map(drawn));
    return waiting;
  }

  navigator.serviceWorker.addEventListener("message", async () => {
    const waiting = await show();
    status.textContent = waiting.length ? waiting.map(spoken).join(" ") : box.dataset.verstuurd;
  });
  addEventListener("online", () => ask("send"));

  try {
    if (isKept) form.querySelector("[data-mijn-naam]").hidden = !(await queue.getWho(network));
    else await queue.setWho(network, form.elements.as_who.value);
    await show();
    await navigator.serviceWorker.register(form.dataset.worker);
    await ask("send");
    await ask("fresh");
  } catch {
    // No worker here (a private window, for one): the form works as long as there is network.
  }
})();
