// Asking a question: the steps follow each other inside one page, so that Back in the browser shows an earlier step
// with what was filled in. It is kept in the memory of this page only, and forgotten once it is sent.
// Without this file every step is a page of its own, with a button that goes back.

const main = document.querySelector("#inhoud");
const FIRST = "wat";
const SHUT = "dicht"; // nobody is behind the door now
let isBusy = false;
let isSent = false;
let before = null; // the page from which someone came to a shut door, as they left it

const form = () => main.querySelector("form.ask-form");
const step = () => form()?.dataset.stap || "";

// The fields of the page, as pressing this button sends them.
function filledIn(from, button) {
  const said = new FormData(from);
  if (button?.name) said.set(button.name, button.value);
  return new URLSearchParams(said);
}

async function get(address, body) {
  if (isBusy) return false;
  isBusy = true;
  try {
    const answer = await fetch(address, { method: "POST", body, credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("#inhoud");
    if (!next) return false;
    const left = [...main.childNodes];
    main.replaceChildren(...next.childNodes);
    isSent = Boolean(main.querySelector(".ask-code-part"));
    before = form() || isSent ? null : left;
    document.title = page.title;
    const heading = main.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    scrollTo(0, 0);
    return true;
  } catch {
    return false;
  } finally {
    isBusy = false;
  }
}

main.addEventListener("submit", async (event) => {
  const from = event.target;
  if (!from.closest(".ask") || from.method !== "post") return;
  event.preventDefault();
  const here = step();
  // What this step says goes along when someone goes back from it.
  const body = filledIn((from.matches(".ask-back") && form()) || from, event.submitter);
  if (!(await get(from.action, body))) {
    if (!isBusy) from.submit(); // a page of the browser says what is wrong; asking again is one question
    return;
  }
  const now = step() || SHUT;
  if (!isSent && now !== here) history.pushState({ step: now }, "");
  if (isSent) history.replaceState({ step: "" }, "");
});

addEventListener("popstate", async (event) => {
  const wanted = event.state?.step;
  if (isSent || !wanted) return;
  if (before) main.replaceChildren(...before);
  before = null;
  if (wanted === SHUT || wanted === step() || !form()) return;
  const body = filledIn(form());
  body.set("naar", wanted);
  await get(form().dataset.ga, body);
});

// A page that was left and opened again remembers nothing: it begins anew. A browser may keep a page as it was for who
// presses Back; at a computer of everyone that is someone else.
addEventListener("pagehide", () => {
  before = null;
  main.replaceChildren();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.replace(location.pathname);
});
if (form()) history.replaceState({ step: step() || FIRST }, "");
