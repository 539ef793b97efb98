"use strict";
/* A page that goes on by itself: its parts marked data-fresh are fetched anew, and put in place where they changed.
   Nothing moves while someone is in such a part with the keyboard. Without a script the page reloads by itself. */
(() => {
  const page = document.querySelector("[data-refresh]");
  if (!page) return;
  const LEAST = 15;
  const pause = Math.max(Number(page.dataset.refresh) || LEAST, LEAST) * 1000; // milliseconds
  setInterval(() => document.hidden || anew(), pause);
  document.addEventListener("visibilitychange", () => document.hidden || anew());

  async function anew() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-fresh]")) {
        const now = fresh.querySelector(`[data-fresh="${CSS.escape(part.dataset.fresh)}"]`);
        if (!now || part.contains(document.activeElement) || part.innerHTML === now.innerHTML) continue;
        part.replaceChildren(...now.childNodes);
      }
    } catch {
      // No network now: the next time is soon.
    }
  }
})();
