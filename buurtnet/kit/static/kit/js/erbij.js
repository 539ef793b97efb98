// What a room above shows on a page of one below: fetched after the page, in the place of a plain link to it. With
// nothing to show the link goes; when it cannot be had, or without this file, it stays as it is.

for (const place of document.querySelectorAll("[data-erbij]")) fill(place);

async function fill(place) {
  try {
    const answer = await fetch(place.dataset.erbij, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const text = (await answer.text()).trim();
    if (!text) {
      place.remove();
      return;
    }
    const found = new DOMParser().parseFromString(text, "text/html");
    place.replaceChildren(...found.body.childNodes);
  } catch {
    // Offline: the link says where it is.
  }
}
