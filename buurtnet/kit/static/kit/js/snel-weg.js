// "Snel weg": one click, or Escape three times in a row, and this page is off the screen and out of this tab.
// Without this file the button is a plain link; then Back returns here.

const IN_A_ROW = 2000; // milliseconds between two presses, at most
const TIMES = 3;

const button = document.querySelector("[data-snel-weg]");
const told = document.querySelector("[data-snel-weg-telt]");
let pressed = 0;
let last = 0;

function leave() {
  try {
    sessionStorage.clear(); // what was typed and not yet sent
  } catch {
    // A browser that keeps nothing has nothing to clear.
  }
  document.title = button.dataset.snelWeg;
  document.body.replaceChildren(); // at once: the other page may be slow
  location.replace(button.href); // in the place of this page, so that Back does not return to it
}

button?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

// Before anyone else hears of the key: a menu that is open may keep it to itself.
document.addEventListener(
  "keydown",
  (event) => {
    if (!button || event.repeat || event.isComposing) return;
    if (event.key !== "Escape") {
      pressed = 0;
      return;
    }
    const now = performance.now();
    pressed = now - last <= IN_A_ROW ? pressed + 1 : 1;
    last = now;
    if (pressed >= TIMES) leave();
    else if (told) told.textContent = pressed === 1 ? button.dataset.nogTwee : button.dataset.nogEen;
  },
  true,
);
