// A chosen filter shows its results at once, in place: the focus stays where it is and the new heading is
// announced. Without this file the button "Laat zien" does the same with a new page.

const form = document.querySelector("form[data-filters]");
const PARTS = ["kop", "begrepen", "chips", "lijst", "tabs"];
let request = null;

form?.addEventListener("change", async () => {
  request?.abort();
  request = new AbortController();
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  const url = `${form.getAttribute("action")}?${new URLSearchParams(fields)}`;
  document.querySelector("[data-deel-van='lijst']")?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: request.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(page);
    history.replaceState(null, "", url + location.hash);
  } catch (error) {
    if (error.name !== "AbortError") location.href = url;
  }
});

// What stands beside the services depends on the words alone, and was fetched: filters leave it as it is.
function keepBeside(old, fresh) {
  const known = old.querySelector("[data-erbij]");
  const place = fresh.querySelector("[data-erbij]");
  if (place && known) place.replaceWith(known);
  else place?.remove();
}

function replace(page) {
  const focused = document.activeElement;
  for (const name of PARTS) {
    const old = document.querySelector(`[data-deel-van='${name}']`);
    const fresh = page.querySelector(`[data-deel-van='${name}']`);
    if (old && fresh) {
      // The heading keeps its element, so that its change is announced.
      if (name === "lijst") keepBeside(old, fresh);
      if (name === "kop") old.replaceChildren(...fresh.childNodes);
      else old.replaceWith(fresh);
    }
  }
  const freshForm = page.querySelector("form[data-filters]");
  if (freshForm) {
    for (const count of form.querySelectorAll("[data-aantal-van]")) {
      const same = freshForm.querySelector(`[data-aantal-van="${CSS.escape(count.dataset.aantalVan)}"]`);
      count.textContent = same ? same.textContent : "";
    }
  }
  const search = document.querySelector("form.search");
  const freshSearch = page.querySelector("form.search");
  if (search && freshSearch) {
    for (const field of search.querySelectorAll("input[type=hidden]")) field.remove();
    search.append(...freshSearch.querySelectorAll("input[type=hidden]"));
  }
  // The map reads its points again when it hears the event below.
  for (const points of document.querySelectorAll("[data-deel-van='kaart'] script[type='application/json']")) {
    points.textContent = page.getElementById(points.id)?.textContent ?? "[]";
  }
  document.title = page.title;
  if (document.activeElement !== focused) focused?.focus();
  document.dispatchEvent(new CustomEvent("buurtnet:resultaten"));
}
