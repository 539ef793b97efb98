// Search as you type: a combobox with a list of suggestions. Without this file the field is a plain search.
// The list comes ready-made from the server, asked for a moment after the last letter.

const WAIT = 140;

for (const box of document.querySelectorAll("[data-suggesties]")) {
  const input = box.querySelector("input");
  const status = document.createElement("span");
  status.className = "vh";
  status.setAttribute("role", "status");
  box.append(status);
  let list = null;
  let chosen = -1;
  let timer = 0;
  let request = null;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const count = list ? list.children.length : 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(list.children[chosen]);
    } else if (event.key === "Escape" && list) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));

  async function ask() {
    request?.abort();
    const text = input.value.trim();
    if (text.length < 2) {
      close();
      return;
    }
    request = new AbortController();
    try {
      const url = `${box.dataset.suggesties}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(url, { signal: request.signal });
      if (answer.ok) show(await answer.text());
    } catch {
      // Offline, or a newer letter came first: the form still works.
    }
  }

  function show(html) {
    const part = document.createElement("template");
    part.innerHTML = html;
    const fresh = part.content.querySelector("ul");
    close();
    if (!fresh || !fresh.children.length || document.activeElement !== input) return;
    list = fresh;
    list.id = `${input.id}-suggesties`;
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
    box.append(list);
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
    status.textContent = list.dataset.aantal || "";
  }

  function choose(index) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = list.children[chosen];
    option?.setAttribute("aria-selected", "true");
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list?.remove();
    list = null;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-controls");
    input.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }

  function go(option) {
    location.href = option.dataset.url;
  }
}
