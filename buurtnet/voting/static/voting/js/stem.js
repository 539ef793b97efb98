// The code of a letter's link stands behind the #: it fills the field, and never reaches a server's log.

const field = document.querySelector("[data-code] input");
const code = decodeURIComponent(location.hash.slice(1));

if (field && code && !field.value) {
  field.value = code.slice(0, 40);
  history.replaceState(null, "", location.pathname + location.search);
}
