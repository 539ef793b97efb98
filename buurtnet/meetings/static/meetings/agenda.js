"use strict";
/* Drag the lines of an agenda into order; what is dragged is kept with the button below, as without a script. */
(() => {
  const list = document.querySelector("[data-order] .mt-lines");
  if (!list) return;
  let moving = null;
  for (const line of list.querySelectorAll("[data-line]")) line.draggable = true;
  list.addEventListener("dragstart", (event) => {
    if (event.target.closest("input, button, a")) return event.preventDefault();
    moving = event.target.closest("[data-line]");
    if (!moving) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    moving.classList.add("is-moving");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-line]");
    if (!moving || !over || over === moving) return;
    event.preventDefault();
    const middle = over.getBoundingClientRect();
    over[event.clientY > middle.top + middle.height / 2 ? "after" : "before"](moving);
  });
  list.addEventListener("input", () => list.closest("form").classList.add("is-changed"));
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    if (moving) moving.classList.remove("is-moving");
    list.closest("form").classList.add("is-changed");
    moving = null;
  });
})();
