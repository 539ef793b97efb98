// Ticks everyone of a list, or nobody when all are ticked.
for (const button of document.querySelectorAll("[data-all]")) {
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll('input[type="checkbox"]')];
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
  });
}
