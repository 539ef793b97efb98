// The pins: little gabled houses with the number of the list, made as SVG without any inline style.

const SVG = "http://www.w3.org/2000/svg";
const HOUSE = "M0 0L-6 -10H-14V-30L0 -42L14 -30V-10H6Z";

/** A pin as an SVG element of 48 by 64, its point at (24, 60). ``gable`` 1 to 3 colours it. */
export function pin({ gable = 1, number = "" }) {
  const drawing = element("svg", { class: `kaart-huis gevel-${[1, 2, 3].includes(gable) ? gable : 1}`, viewBox: "-24 -60 48 64", width: 48, height: 64, "aria-hidden": "true", focusable: "false" });
  drawing.append(element("ellipse", { class: "kaart-schaduw", cx: 0, cy: 0.5, rx: 8, ry: 2.5 }));
  const house = element("g", { class: "kaart-huis-vorm" });
  house.append(element("path", { d: HOUSE }));
  if (number !== "" && number !== null) {
    const text = element("text", { x: 0, y: -20, "text-anchor": "middle", "dominant-baseline": "central" });
    text.textContent = String(number);
    house.append(text);
  }
  drawing.append(house);
  return drawing;
}

/** "You are here": a blue dot with a ring, its middle at (14, 14). */
export function hereDot() {
  const drawing = element("svg", { class: "kaart-hier", viewBox: "-14 -14 28 28", width: 28, height: 28, "aria-hidden": "true", focusable: "false" });
  drawing.append(element("circle", { class: "kaart-hier-ring", r: 13 }), element("circle", { class: "kaart-hier-stip", r: 7 }));
  return drawing;
}

/** A drawing for a button, 24 by 24, made of one path. */
export function sign(path) {
  const drawing = element("svg", { viewBox: "0 0 24 24", width: 24, height: 24, "aria-hidden": "true", focusable: "false" });
  drawing.append(element("path", { d: path }));
  return drawing;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
