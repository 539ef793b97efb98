// The frame's small comforts: menus that close, colours without a reload, print and share buttons.
// Every one of them is a plain link, form or browser menu without this file.

const root = document.documentElement;

for (const drop of document.querySelectorAll("details[data-drop]")) {
  drop.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drop.open) {
      drop.open = false;
      drop.querySelector("summary").focus();
    }
  });
}
document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details[data-drop][open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-kleur-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const colour = event.submitter.value;
  if (colour) root.dataset.kleur = colour;
  else delete root.dataset.kleur;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `kleur=${colour}; path=/; samesite=lax; max-age=${colour ? 31536000 : 0}${secure}`;
  for (const button of document.querySelectorAll("[data-kleur-form] [aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.value === colour));
  }
  form.closest("details[data-drop]")?.removeAttribute("open");
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

for (const link of document.querySelectorAll("[data-deel]")) {
  if (!navigator.share) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    navigator.share({ title: link.dataset.titel, url: link.dataset.url }).catch(() => {});
  });
}
