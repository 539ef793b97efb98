// Search as you type: a combobox with suggestions in groups. Without this file the field is a plain search.
// The groups come from the server (see home/suggestions.py), asked for a moment after the last letter.

const WAIT = 140; // milliseconds

for (const box of document.querySelectorAll("[data-suggesties]")) {
  const input = box.querySelector("input");
  const status = document.createElement("span");
  status.className = "vh";
  status.setAttribute("role", "status");
  box.append(status);
  let list = null;
  let options = [];
  let chosen = -1;
  let timer = 0;
  let request = null;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-haspopup", "listbox");
  input.setAttribute("aria-expanded", "false");

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    setTimeout(close, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (!list || event.isComposing) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
    // In the list these keys go to its ends; in the text they do what they always do.
    else if (event.key === "Home" && chosen >= 0) choose(0);
    else if (event.key === "End" && chosen >= 0) choose(last);
    else if (event.key === "Enter" && chosen >= 0) go(options[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    // No answer still under way takes the list from under a hand, or brings back what was closed.
    clearTimeout(timer);
    request?.abort();
  });

  async function ask() {
    request?.abort();
    const text = input.value.trim();
    if (text.length < 2) {
      close();
      return;
    }
    const { signal } = (request = new AbortController());
    try {
      const url = `${box.dataset.suggesties}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(url, { signal });
      const found = answer.ok && (await answer.json());
      if (found && !signal.aborted) show(found);
    } catch {
      // Offline, or a newer letter came first: the form still works.
    }
  }

  function show(found) {
    close();
    if (!found.groups.length || document.activeElement !== input) return;
    list = document.createElement("div");
    list.id = `${input.id}-suggesties`;
    list.className = "suggest";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.dataset.naam);
    list.append(...found.groups.map(groupOf));
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, number) => (option.id = `${list.id}-${number + 1}`));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
    box.append(list);
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
    status.textContent = found.count;
  }

  function groupOf(group) {
    const part = document.createElement("ul");
    part.setAttribute("role", "group");
    const head = document.createElement("li");
    head.id = `${input.id}-${group.key}`;
    head.className = "suggest-head";
    head.setAttribute("role", "presentation");
    head.textContent = group.label;
    part.setAttribute("aria-labelledby", head.id);
    part.append(head, ...group.options.map(optionOf));
    return part;
  }

  function optionOf(row) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = row.url;
    const label = document.createElement("span");
    label.textContent = row.label;
    option.append(label);
    if (row.note) {
      const note = document.createElement("small");
      note.textContent = ` ${row.note}`;
      option.append(note);
    }
    return option;
  }

  function choose(index) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = options[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list?.remove();
    list = null;
    options = [];
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
