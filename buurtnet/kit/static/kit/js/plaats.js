// "Gebruik mijn plek": the phone's position, rounded to 3 decimals (some 100 m), goes into the address of the
// next page and nowhere else. Nothing is kept here.

const DECIMALS = 3;

for (const form of document.querySelectorAll("form[data-plaats]")) {
  if (!navigator.geolocation || !window.isSecureContext) {
    form.hidden = true;
    continue;
  }
  const message = form.querySelector("[data-melding]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    message.textContent = message.dataset.bezig;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const next = new URL(form.action);
        const fields = new URLSearchParams(next.pathname === location.pathname ? location.search : new FormData(form));
        fields.delete("pagina");
        fields.set("bij", `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`);
        next.search = fields;
        location.assign(next);
      },
      () => {
        message.textContent = message.dataset.fout;
      },
      { maximumAge: 60000, timeout: 10000 },
    );
  });
}
