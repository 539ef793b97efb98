"use strict";
/* Writing a meeting down on a phone that loses its network. Each line is kept on this device first, under lock, and sent
   when there is network; by its key the site knows what it has already, so nothing comes in twice. Notes of one line of
   the agenda are one: the newest takes the place of what waits. Without this file each line is a form that is sent. */
(() => {
  const page = document.querySelector("[data-note]");
  const queue = self.DeviceQueue;
  const state = document.querySelector("[data-state]");
  if (!page || !state || !queue || !queue.isPossible()) return;

  const name = `bijeenkomst-${page.dataset.note}`;
  const words = page.dataset;
  const add = page.querySelector("[data-add]");
  const waits = document.querySelector("[data-waits]");
  const shape = document.querySelector("[data-waits-one]");
  const AGAIN = 20_000; // milliseconds
  const REST = 2_500; // milliseconds without a letter, and notes are sent
  const sent = new Map(); // by line of the agenda: the notes this page sent before
  let turn = Promise.resolve(); // what is kept is changed one after the other
  let sending = false;

  const inTurn = (act) => (turn = turn.catch(() => {}).then(act));
  const idOfNotes = (item) => `notes-${item}`;
  const formOfNotes = (item) => page.querySelector(`[data-item="${item}"] [data-entry="notes"]`);

  function say(which, away) {
    const text = words[which];
    const said = state.querySelector("[data-state-words]");
    if (said.textContent !== text) said.textContent = text;
    state.classList.toggle("is-away", away);
    state.hidden = false; // nothing is said before the queue was read
  }

  function fieldsOf(form) {
    const { csrfmiddlewaretoken: _, ...fields } = Object.fromEntries(new FormData(form));
    return form.dataset.entry === "notes" ? { ...fields, form_key: idOfNotes(fields.item) } : fields;
  }

  async function keep(form) {
    const fields = fieldsOf(form);
    if (fields.text?.trim() === "") return false;
    delete form.dataset.typed;
    await inTurn(() => queue.put(name, fields));
    return true;
  }

  page.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.entry) return;
    if (form.dataset.entry === "action" && !form.elements.who.value) return; // the site says what is missing
    event.preventDefault();
    try {
      if (!(await keep(form))) return;
    } catch {
      form.submit(); // a device that keeps nothing
      return;
    }
    if (form.dataset.entry === "notes") {
      delete form.dataset.clashed;
      clash(form, null);
    } else {
      form.elements.text.value = "";
      form.elements.form_key.value = self.crypto.randomUUID();
      form.elements.text.focus();
    }
    send();
  });

  const timers = new WeakMap();
  page.addEventListener("input", (event) => {
    const form = event.target.closest('[data-entry="notes"]');
    if (!form) return;
    form.dataset.typed = "";
    keepTyped(form).catch(() => (state.hidden = true)); // a device that keeps nothing
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(send, REST));
    if (!state.classList.contains("is-away")) say("wBusy", false);
  });

  /* Each letter at once: a phone that is put away waits for nothing. Of letters that came meanwhile the last is kept. */
  const keepTyped = (form) =>
    inTurn(async () => {
      if (!("typed" in form.dataset)) return;
      delete form.dataset.typed;
      const fields = fieldsOf(form);
      if (!("clashed" in form.dataset)) return queue.put(name, fields);
      // Two texts that must be put together wait for the button: what is typed stays beside the other, unsent.
      const one = (await queue.all(name)).find((row) => row.id === fields.form_key);
      if (one) await queue.stand(name, one.id, "look", { ...one.fields, ...fields });
    });

  document.addEventListener("visibilitychange", send);
  addEventListener("online", send);
  setInterval(send, AGAIN);

  async function send() {
    if (sending) return;
    sending = true;
    let came = false;
    try {
      for (let one; (one = (await queue.all(name)).find((row) => row.state === "waiting"));) {
        say("wBusy", false);
        const answer = await post(one.fields);
        if (!(await taken(one, answer))) return;
        came = true;
      }
      await show();
      if (came) await anew();
    } catch {
      await show();
      say("wAway", true);
    } finally {
      sending = false;
    }
  }

  /* Whether to go on with the next. */
  async function taken(one, answer) {
    const type = answer.headers.get("Content-Type") ?? "";
    if (answer.status === 403 || answer.redirected || answer.status === 404) {
      if (answer.status === 403 && (await refreshToken())) return true;
      await show();
      say("wSignin", true);
      return false;
    }
    if (!type.startsWith("application/json")) {
      await show();
      say(answer.status === 429 ? "wSlow" : "wAway", true);
      return false;
    }
    const said = await answer.json();
    await inTurn(() => (said.state === "kept" ? kept(one, said) : looked(one, said)));
    return true;
  }

  async function kept(one, said) {
    const item = one.fields.item;
    const isNotes = one.fields.doe === "notes";
    if (isNotes) {
      sent.set(item, [...(sent.get(item) ?? []), said.notes]);
      formOfNotes(item).elements.version.value = said.version;
    }
    const now = (await queue.all(name)).find((row) => row.id === one.id);
    if (!now) return;
    if (now.fields.notes === one.fields.notes) await queue.remove(name, one.id);
    else await queue.put(name, { ...now.fields, version: said.version }); // written on meanwhile
  }

  async function looked(one, said) {
    const item = one.fields.item;
    if (one.fields.doe !== "notes" || said.version === undefined) {
      await queue.stand(name, one.id, "look", { ...one.fields, why: said.why });
      return;
    }
    const form = formOfNotes(item);
    form.elements.version.value = said.version;
    const now = (await queue.all(name)).find((row) => row.id === one.id) ?? one;
    const fields = { ...now.fields, version: String(said.version) };
    // Our own, of which the answer got lost on the way: on with what was written since.
    if (sent.get(item)?.includes(said.notes)) await queue.put(name, fields);
    else {
      await queue.stand(name, one.id, "look", { ...fields, theirs: said.notes, why: said.why });
      clash(form, said.notes);
    }
  }

  async function post(fields) {
    if (fields.doe === "notes") sent.set(fields.item, [...(sent.get(fields.item) ?? []), fields.notes]);
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", page.querySelector("[name=csrfmiddlewaretoken]").value);
    return fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  async function refreshToken() {
    const fresh = await fetched();
    const token = fresh?.querySelector("[data-note] [name=csrfmiddlewaretoken]")?.value;
    if (!token || token === page.querySelector("[name=csrfmiddlewaretoken]").value) return false;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  }

  async function fetched() {
    const answer = await fetch(location.pathname, { cache: "no-store", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  /* What came of it, in place; boxes in which someone writes stay as they are. */
  async function anew() {
    const fresh = await fetched();
    for (const part of fresh ? page.querySelectorAll("[data-fresh]") : []) {
      const now = fresh.querySelector(`[data-fresh="${CSS.escape(part.dataset.fresh)}"]`);
      if (now && part.innerHTML !== now.innerHTML && !part.contains(document.activeElement)) {
        part.replaceChildren(...now.childNodes);
      }
    }
  }

  function clash(form, theirs) {
    const box = form.parentElement.querySelector("[data-clash]");
    if (!box) return;
    box.hidden = theirs === null;
    if (theirs === null) return;
    form.dataset.clashed = "";
    const quote = box.querySelector("[data-theirs]");
    quote.textContent = theirs;
    quote.style.whiteSpace = "pre-line";
    form.closest("details").open = true;
  }

  /* What waits or needs a look; notes stand in their box. */
  async function show() {
    const rows = await queue.all(name);
    const looks = rows.some((row) => row.state === "look");
    const lines = rows.filter((row) => row.fields.doe !== "notes" || (row.state === "look" && row.fields.theirs === undefined));
    waits.hidden = !lines.length;
    waits.querySelector("[data-waits-list]").replaceChildren(...lines.map(drawn));
    if (!rows.length) say("wKept", false);
    else say(looks ? "wLook" : "wAway", true);
  }

  function drawn(one) {
    const row = shape.content.cloneNode(true).firstElementChild;
    const part = (which) => row.querySelector(`[data-${which}]`);
    const isLook = one.state === "look";
    const kind = { notes: "wNotes", point: "wPoint", decision: "wDecision", action: "wAction" }[one.fields.doe];
    part("kind").textContent = words[kind];
    part("text").textContent = one.fields.text ?? one.fields.notes;
    part("why").hidden = !isLook;
    part("why").textContent = one.fields.why ?? "";
    part("again").hidden = !isLook || one.fields.doe === "notes";
    part("again").addEventListener("click", () => back(one));
    part("away").addEventListener("click", async () => {
      await inTurn(() => queue.remove(name, one.id));
      await show();
    });
    return row;
  }

  /* Into its box again, to be put right. */
  async function back(one) {
    const form = page.querySelector(`[data-entry="${one.fields.doe}"]`);
    for (const [field, value] of Object.entries(one.fields)) {
      if (form.elements[field] && field !== "form_key") form.elements[field].value = value;
    }
    await inTurn(() => queue.remove(name, one.id));
    await show();
    form.elements.text.focus();
  }

  /* The lines to add stand with the line of the agenda that is open, and belong to it. */
  function follow(details) {
    if (!add || !details.open) return;
    details.querySelector("[data-here]").append(add);
    for (const select of add.querySelectorAll('[name="item"]')) select.value = details.dataset.item;
  }

  page.addEventListener("toggle", (event) => event.target.matches?.("[data-item]") && follow(event.target), true);
  for (const details of page.querySelectorAll("[data-item][open]")) follow(details);

  async function restore() {
    for (const one of await queue.all(name)) {
      const form = one.fields.doe === "notes" && formOfNotes(one.fields.item);
      if (!form) continue;
      form.elements.notes.value = one.fields.notes;
      if (one.state === "look") {
        form.elements.version.value = one.fields.version;
        clash(form, one.fields.theirs ?? "");
      }
    }
    await send();
  }

  restore().catch(() => {});
})();
