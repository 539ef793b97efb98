// While someone types a name: what is likely on the map already. Without this file the page says so when it is sent.

const WAIT = 500;
const NAMES = { name: "name", "where-street": "straat", "where-postal_code": "postcode", phones: "phones", url: "url" };

for (const form of document.querySelectorAll("form[data-lijkt-op]")) {
  const here = form.querySelector("[data-lijkt-op-hier]");
  let timer = 0;
  let request = null;
  let asked = "";

  form.addEventListener("input", (event) => {
    if (!(event.target.name in NAMES)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  async function ask() {
    const query = new URLSearchParams();
    for (const [name, part] of Object.entries(NAMES)) query.set(part, form.elements[name]?.value.slice(0, 200) ?? "");
    if (query.toString() === asked) return;
    asked = query.toString();
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.lijktOp}?${asked}`, { signal: request.signal });
      if (answer.ok) here.innerHTML = await answer.text();
    } catch {
      // Offline, or a newer letter came first: the page says it when it is sent.
    }
  }
}
