// Finds the maps on a page and loads what each needs, after the list and only when it comes on screen. Who saves data
// or has a slow connection gets a button first.

const NEAR_SCREEN = "300px";

for (const element of document.querySelectorAll("[data-kaart]")) {
  element.dataset.aan = "";
  if (isSlow()) askFirst(element);
  else whenNear(element, () => load(element));
}

function isSlow() {
  const { connection } = navigator;
  return Boolean(connection && (connection.saveData || /(^|-)2g$/.test(connection.effectiveType ?? "")));
}

function askFirst(element) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kaart-toon";
  button.textContent = element.dataset.wLaatZien;
  button.addEventListener("click", () => {
    button.remove();
    load(element);
  });
  element.append(button);
}

function whenNear(element, then) {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      if (document.readyState === "complete") then();
      else window.addEventListener("load", then, { once: true });
    },
    { rootMargin: NEAR_SCREEN },
  );
  watch.observe(element);
}

async function load(element) {
  const { dataset } = element;
  element.setAttribute("aria-busy", "true");
  try {
    const still = "mini" in dataset;
    const settings = {
      tiles: dataset.tegels || "",
      source: dataset.bron || "",
      here: placeOf(dataset.hier),
      family: getComputedStyle(element).fontFamily,
      words: wordsOf(dataset),
    };
    const [drawing, base] = await Promise.all([
      still ? import("./stilbeeld.js") : import("./kaartbeeld.js"),
      settings.tiles ? { features: [] } : read(dataset.ondergrond),
      still ? null : loadLeaflet(dataset),
      document.fonts?.load?.(`500 13px ${settings.family}`),
    ]);
    if (still) await drawing.show(element, pointsOf(dataset), base, settings);
    else drawing.show(element, () => pointsOf(dataset), base, settings);
    dataset.klaar = "";
  } catch {
    const sorry = document.createElement("p");
    sorry.className = "kaart-melding";
    sorry.setAttribute("role", "status");
    sorry.textContent = dataset.wMislukt;
    element.append(sorry);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

async function loadLeaflet(dataset) {
  for (const url of [dataset.leafletCss, dataset.groepenCss]) {
    if (document.querySelector(`link[href="${CSS.escape(url)}"]`)) continue;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url;
    document.head.prepend(link);
  }
  if (!window.L) await script(dataset.leaflet);
  if (!window.L.markerClusterGroup) await script(dataset.groepen);
}

function script(url) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = url;
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
}

/** The points as the page says them now; what has no place (at home, online) has no pin. */
function pointsOf(dataset) {
  const holder = document.getElementById(dataset.punten);
  const points = holder ? JSON.parse(holder.textContent) : [];
  return points.filter((point) => !point.home && Number.isFinite(point.lat) && Number.isFinite(point.lon));
}

function placeOf(text) {
  const numbers = (text ?? "").split(",").map(Number);
  return numbers.length === 2 && text && numbers.every(Number.isFinite) ? numbers : null;
}

function wordsOf(dataset) {
  return Object.fromEntries(
    Object.entries(dataset)
      .filter(([key]) => /^w[A-Z]/.test(key))
      .map(([key, text]) => [key[1].toLowerCase() + key.slice(2), text]),
  );
}
