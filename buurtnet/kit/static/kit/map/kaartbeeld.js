// The map itself: Leaflet with our own base on canvas tiles (or a tile server), houses as pins, groups, and the
// link with the cards of the list. Everything that is on it is in the list too.

import { draw, prepare, unproject } from "./ondergrond.js";
import { hereDot, pin, sign } from "./speld.js";

const CLOSEST = 19;
const CLOSEST_AT_START = 17;
const GROUP_RADIUS = 38;
// A balloon keeps room for its pin, its point and the edge of the map.
const AROUND_BALLOON = 104;
const LEAST_BALLOON = 90;
const SIGNS = {
  in: "M12 5v14M5 12h14",
  out: "M5 12h14",
  here: "M12 2v3M12 19v3M2 12h3M19 12h3M12 5a7 7 0 1 0 0 14a7 7 0 0 0 0-14M12 10a2 2 0 1 0 0 4a2 2 0 0 0 0-4",
  big: "M15 3h6v6M21 3l-7 7M9 21H3v-6M3 21l7-7",
  small: "M4 14h6v6M10 14l-7 7M20 10h-6V4M14 10l7-7",
};

/** Show the map in ``element``. ``words`` are the texts, ``readPoints`` gives the points as the page says them now. */
export function show(element, readPoints, collection, { tiles, source, here, family, words }) {
  const { L } = window;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const base = prepare(collection);
  const frame = document.createElement("div");
  frame.className = "kaart-beeld";
  element.append(frame);
  const map = L.map(frame, {
    zoomControl: false,
    attributionControl: false,
    scrollWheelZoom: false,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    inertia: !calm,
    maxZoom: CLOSEST,
    minZoom: 6,
  });
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", element.dataset.naam || words.kaart);
  const attribution = [tiles ? source : base.attribution].filter(Boolean);
  if (attribution.length) {
    L.control.attribution({ prefix: false, position: "bottomleft" }).addAttribution(attribution.map(escaped).join(" · ")).addTo(map);
  }
  (tiles ? L.tileLayer(tiles, { maxZoom: CLOSEST }) : ownBase(L, base, family)).addTo(map);

  const groups = L.markerClusterGroup({
    maxClusterRadius: GROUP_RADIUS,
    showCoverageOnHover: false,
    removeOutsideVisibleBounds: false,
    animate: !calm,
    spiderLegPolylineOptions: { weight: 2, color: "#14302c", opacity: 1 },
    iconCreateFunction: (group) => L.divIcon({ className: "kaart-groep-plek", iconSize: [44, 44], html: groupIcon(group.getChildCount(), words) }),
  });
  map.addLayer(groups);

  const markers = new Map();
  const chosen = { pointed: null, opened: null, first: element.dataset.gekozen || null };
  const redraw = () => markChosen(element, groups, markers, chosen.pointed ?? chosen.opened ?? chosen.first);

  const fill = () => {
    groups.clearLayers();
    markers.clear();
    for (const point of readPoints()) markers.set(point.id, marker(L, frame, point, words, chosen, redraw));
    groups.addLayers([...markers.values()].map(({ layer }) => layer));
    redraw();
  };
  fill();

  let dot = here ? hereMarker(L, here, words).addTo(map) : null;
  const view = () => fit(L, map, base, markers, dot);
  map.setView([52, 4.5], 12);
  view();
  inOrder(frame, markers);
  const settle = () => {
    inOrder(frame, markers);
    redraw();
  };
  groups.on("animationend spiderfied unspiderfied", settle);
  map.on("moveend zoomend", settle);
  map.on("popupclose", () => {
    chosen.opened = null;
    redraw();
  });
  wheelOnlyInside(map, frame);
  buttons(element, map, words, {
    locate: () =>
      locate(element, words, (place) => {
        dot?.remove();
        dot = hereMarker(L, place, words).addTo(map);
        map.setView(place, Math.max(map.getZoom(), 16));
      }),
    resized: () => {
      map.closePopup();
      map.invalidateSize({ animate: false });
      view();
    },
  });
  escapes(map, element);
  oneFinger(map, element);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(frame);
  linkCards((id) => {
    chosen.pointed = id && markers.has(id) ? id : null;
    redraw();
  });
  document.addEventListener("buurtnet:resultaten", () => {
    if (!element.isConnected) return;
    map.closePopup();
    fill();
    view();
    settle();
  });
  if (document.fonts?.ready) document.fonts.ready.then(() => base.labels.clear());
}

function ownBase(L, base, family) {
  const Base = L.GridLayer.extend({
    createTile(coords) {
      const size = this.getTileSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 3);
      const tile = document.createElement("canvas");
      tile.width = size.x * ratio;
      tile.height = size.y * ratio;
      const context = tile.getContext("2d");
      context.scale(ratio, ratio);
      draw(context, base, { zoom: coords.z, left: coords.x * size.x, top: coords.y * size.y, width: size.x, height: size.y, family });
      return tile;
    },
  });
  return new Base({ tileSize: 512, maxZoom: CLOSEST, keepBuffer: 1 });
}

function marker(L, frame, point, words, chosen, redraw) {
  const name = [point.number ? `${point.number}.` : "", point.label, point.count > 1 ? `(${words.dingen.replace("%d", point.count)})` : ""].filter(Boolean).join(" ");
  const holder = document.createElement("div");
  holder.append(pin(point), hidden(name));
  const layer = L.marker([point.lat, point.lon], {
    icon: L.divIcon({ className: "kaart-speld", html: holder, iconSize: [48, 64], iconAnchor: [24, 60], popupAnchor: [0, -44] }),
    keyboard: true,
    riseOnHover: true,
  });
  const popup = L.popup({ className: "kaart-ballon", maxWidth: 300, minWidth: 180, autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [70, 12], closeButton: false });
  popup.setContent(() => {
    popup.options.maxHeight = Math.max(LEAST_BALLOON, frame.clientHeight - AROUND_BALLOON);
    return balloon(point, words, () => layer.closePopup());
  });
  layer.bindPopup(popup);
  layer.on("popupopen", () => {
    chosen.opened = point.id;
    redraw();
    popup.getElement().querySelector("a, button")?.focus({ preventScroll: true });
  });
  layer.on("popupclose", () => {
    // Without fading the balloon is already gone here, and the focus with it.
    const { activeElement, body } = document;
    if (activeElement === body || popup.getElement()?.contains(activeElement)) layer.getElement()?.focus({ preventScroll: true });
  });
  layer.on("mouseover", () => point_at(point.id));
  layer.on("mouseout", () => point_at(null));
  layer.on("add", () => {
    const element = layer.getElement();
    element?.addEventListener("focus", () => point_at(point.id));
    element?.addEventListener("blur", () => point_at(null));
  });
  const point_at = (id) => {
    chosen.pointed = id;
    redraw();
  };
  return { layer, point };
}

// A place with its list: names and links only, never any markup from the data.
function balloon(point, words, close) {
  const box = document.createElement("div");
  const items = (point.items ?? []).filter((item) => item.label);
  const head = document.createElement("p");
  head.className = "kaart-ballon-naam";
  head.append(link(point.label, point.url));
  box.append(head);
  if (items.length > 1 || (items.length === 1 && items[0].label !== point.label)) {
    const list = document.createElement("ul");
    for (const item of items) {
      const row = document.createElement("li");
      row.append(link(item.label, item.url));
      list.append(row);
    }
    box.append(list);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kaart-ballon-dicht";
  button.append(sign("M6 6l12 12M18 6L6 18"), hidden(words.sluit));
  button.addEventListener("click", close);
  box.append(button);
  return box;
}

function link(text, url) {
  const made = document.createElement(url ? "a" : "span");
  if (url) made.href = url;
  made.textContent = text;
  made.dir = "auto";
  return made;
}

function groupIcon(count, words) {
  const holder = document.createElement("div");
  const box = document.createElement("span");
  box.className = "kaart-groep";
  box.textContent = String(count);
  box.setAttribute("aria-hidden", "true");
  holder.append(box, hidden(words.groep.replace("%d", count)));
  return holder;
}

function hidden(text) {
  const made = document.createElement("span");
  made.className = "kaart-verborgen";
  made.textContent = text;
  return made;
}

function hereMarker(L, place, words) {
  const holder = document.createElement("div");
  holder.append(hereDot(), hidden(words.hier));
  return L.marker(place, {
    icon: L.divIcon({ className: "kaart-hier-plek", html: holder, iconSize: [28, 28], iconAnchor: [14, 14] }),
    interactive: false,
    keyboard: false,
    zIndexOffset: -100,
  });
}

function fit(L, map, base, markers, dot) {
  const [x0, y0, x1, y1] = base.box;
  const drawn = Number.isFinite(x0) ? L.latLngBounds(unproject([x0, y1]), unproject([x1, y0])) : null;
  const places = [...markers.values()].map(({ layer }) => layer.getLatLng());
  const bounds = L.latLngBounds(places);
  // Who stands near sees where they stand; from another town the map stays with the places.
  if (dot && (!places.length || bounds.pad(1).contains(dot.getLatLng()))) bounds.extend(dot.getLatLng());
  const wanted = bounds.isValid() ? bounds : drawn;
  if (!wanted) return;
  // A house stands 42 px above its point; a wide map also keeps the buttons free.
  const { x, y } = map.getSize();
  const room = { paddingTopLeft: [24, 50], paddingBottomRight: [x > 700 ? 72 : 24, y < 300 ? 8 : 24] };
  map.fitBounds(wanted, { maxZoom: CLOSEST_AT_START, animate: false, ...room });
}

function markChosen(element, groups, markers, id) {
  for (const { layer, point } of markers.values()) {
    layer.getElement()?.classList.toggle("is-gekozen", point.id === id);
    layer.setZIndexOffset(point.id === id ? 1000 : 0);
  }
  for (const group of element.querySelectorAll(".kaart-groep-plek.is-gekozen")) group.classList.remove("is-gekozen");
  const found = id ? markers.get(id) : null;
  if (found && !found.layer.getElement()) groups.getVisibleParent(found.layer)?.getElement?.()?.classList.add("is-gekozen");
  for (const card of document.querySelectorAll("[data-pin]")) {
    if (card.dataset.pin === id) card.dataset.gekozen = "";
    else delete card.dataset.gekozen;
  }
}

// The Tab key meets the pins in the order of the list. Nothing moves under somebody's focus.
function inOrder(frame, markers) {
  if (frame.querySelector(".leaflet-marker-pane :focus")) return;
  for (const { layer } of markers.values()) {
    const pin = layer.getElement();
    if (pin?.parentNode) pin.parentNode.append(pin);
  }
}

// Escape closes the innermost thing that is open: the balloon, then the big map.
function escapes(map, element) {
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (element.querySelector(".leaflet-popup")) map.closePopup();
    else if (element.classList.contains("is-groot")) element.dispatchEvent(new Event("kaart:klein"));
    else return;
    event.stopPropagation();
  });
}

function linkCards(point_at) {
  const of = (target) => target.closest?.("[data-pin]")?.dataset.pin ?? null;
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse" || target.closest?.(".kaart")) return;
    point_at(of(target));
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!target.closest?.(".kaart")) point_at(of(target));
  });
}

// The wheel scrolls the page until somebody is busy in the map.
function wheelOnlyInside(map, frame) {
  frame.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  frame.addEventListener("focusout", () => map.scrollWheelZoom.disable());
}

// In a strip on a phone one finger scrolls the page, two fingers move the map; made big, one finger moves the map.
function oneFinger(map, element) {
  const touch = matchMedia("(pointer: coarse)");
  const settle = () => {
    const strip = element.clientHeight < window.innerHeight * 0.6;
    if (touch.matches && strip && !element.classList.contains("is-groot")) map.dragging.disable();
    else map.dragging.enable();
  };
  new ResizeObserver(settle).observe(element);
  settle();
}

function buttons(element, map, words, { locate: find, resized }) {
  const bar = document.createElement("div");
  bar.className = "kaart-knoppen";
  const add = (name, text, press) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `kaart-knop kaart-knop-${name}`;
    button.append(sign(SIGNS[name]), hidden(text));
    button.title = text;
    button.addEventListener("click", press);
    bar.append(button);
    return button;
  };
  add("in", words.dichterbij, () => map.zoomIn());
  add("out", words.verderweg, () => map.zoomOut());
  if (navigator.geolocation && window.isSecureContext) add("here", words.waar, find);
  const big = add("big", words.groot, () => grow(!element.classList.contains("is-groot")));
  const grow = (on) => {
    element.classList.toggle("is-groot", on);
    big.replaceChildren(sign(SIGNS[on ? "small" : "big"]), hidden(on ? words.klein : words.groot));
    big.title = on ? words.klein : words.groot;
    resized();
    big.focus();
  };
  element.addEventListener("kaart:klein", () => grow(false));
  element.append(bar);
}

// The place of the phone goes to the map on this screen and nowhere else.
function locate(element, words, found) {
  const status = element.querySelector(".kaart-melding") ?? document.createElement("p");
  status.className = "kaart-melding";
  status.setAttribute("role", "status");
  element.append(status);
  status.textContent = words.zoekt;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      status.remove();
      found([coords.latitude, coords.longitude]);
    },
    () => {
      status.textContent = words.onbekend;
    },
    { maximumAge: 60000, timeout: 10000 },
  );
}

function escaped(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}
