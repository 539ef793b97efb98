// A still map for a page about one place: the base on a canvas with its pin, without Leaflet and without buttons.

import { draw, prepare, project } from "./ondergrond.js";
import { hereDot, pin } from "./speld.js";

const ZOOM = 16.5;
const TILE_ZOOM = 16;
const TILE = 256;
const REPEAT_PX = 240;

/** Draw the still map in ``element`` and again when its size changes. */
export async function show(element, points, collection, { tiles, source, here, family }) {
  const base = prepare(collection);
  const chosen = points.find((point) => point.id === element.dataset.gekozen) ?? points[0];
  if (!chosen) return;
  const canvas = document.createElement("canvas");
  element.append(canvas);
  const middle = project(chosen.lat, chosen.lon);
  const pins = points.map((point) => {
    const holder = document.createElement("span");
    holder.className = `kaart-speld${point === chosen ? " is-gekozen" : ""}`;
    holder.append(pin({ ...point, number: points.length > 1 ? point.number : "" }));
    element.append(holder);
    return { holder, at: project(point.lat, point.lon), dx: 24, dy: 60 };
  });
  if (here) {
    const holder = document.createElement("span");
    holder.className = "kaart-speld";
    holder.append(hereDot());
    element.append(holder);
    pins.push({ holder, at: project(...here), dx: 14, dy: 14 });
  }

  const giver = tiles ? source : base.attribution;
  if (giver) {
    const line = document.createElement("p");
    line.className = "kaart-bron";
    line.textContent = giver;
    element.append(line);
  }

  const redraw = () => {
    const { clientWidth: width, clientHeight: height } = element;
    if (!width || !height) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const zoom = tiles ? TILE_ZOOM : ZOOM;
    const scale = 2 ** zoom;
    const left = middle[0] * scale - width / 2;
    // The house stands above its point: the middle of both is the middle of the picture.
    const top = middle[1] * scale - height / 2 - 20;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (tiles) drawTiles(context, tiles, { left, top, width, height });
    else draw(context, base, { zoom, left, top, width, height, family, repeat: REPEAT_PX });
    for (const { holder, at, dx, dy } of pins) {
      holder.style.transform = `translate(${at[0] * scale - left - dx}px, ${at[1] * scale - top - dy}px)`;
    }
  };
  new ResizeObserver(redraw).observe(element);
  redraw();
}

function drawTiles(context, tiles, { left, top, width, height }) {
  for (let x = Math.floor(left / TILE); x * TILE < left + width; x += 1) {
    for (let y = Math.floor(top / TILE); y * TILE < top + height; y += 1) {
      const image = new Image();
      image.addEventListener("load", () => context.drawImage(image, x * TILE - left, y * TILE - top, TILE, TILE));
      image.src = tiles.replace("{s}", "a").replace("{z}", TILE_ZOOM).replace("{x}", x).replace("{y}", y).replace("{r}", "");
    }
  }
}
