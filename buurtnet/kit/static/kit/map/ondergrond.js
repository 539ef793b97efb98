// Draws the base of a map on a canvas: our own vector base in the colours of the design language, or, without one,
// the boundaries of areas. Coordinates are Web Mercator, as tile servers use them; sizes of streets are in metres.

const INK = "#14302c";
const LAND = "#f1ede0";
const WATER_LABEL = "#2f6272";
const PARK_LABEL = "#4b5a2f";
const LABEL = "#4b5a52";
const FILLS = {
  land: LAND, "land sand": "#f7efd2", "land square": "#fffdf5", water: "#bfd9e0", green: "#d3dfb6",
  "green field": "#e2e6c8", "green play": "#c3d79b", "green garden": "#e8ead3", building: "#e2cdb9", public: "#d9b79c",
};
const EDGES = { water: "#8fb4bf", building: "#cfb79f", public: "#c09c7e" };
const TREE = "#b3c98c";
const CASING = "#dad3bf";
const STREET = "#ffffff";
const MAIN = "#fff8e3";
const JETTY = "#e8dfc9";
const WAVE = "#8fb4bf";
const BOUNDARY_FILL = "#fbf9f2";

// Metres wide, and never thinner than so many pixels.
const WIDTHS = { main: [11, 3], street: [8, 2], small: [5.5, 1.5], path: [2, 1], jetty: [4, 1.5], ditch: [4, 1] };
const TREE_METRES = 4;
const HOUSE_METRES = 7.5;
const ROW_METRES = 13;
const EARTH_METRES = 156543.033928;

const SIZES = { neighbourhood: 13, municipality: 14, water: 14, park: 13, main: 13, street: 12.5 };
const FROM_ZOOM = { neighbourhood: 13, municipality: 0, water: 14, park: 15, main: 15, street: 16, wave: 15 };
const SPACING = 2.5;
const HALO = 3.5;
const STEP_PX = 12;
const REPEAT_PX = 480;

/** A GeoJSON collection made ready for drawing: features with world coordinates (0 to 256) and their boxes. */
export function prepare(collection) {
  const parts = (collection.features ?? []).filter((feature) => feature.geometry).map(readied);
  const core = parts.filter((part) => ["building", "public", "boundary", "main", "street"].includes(part.layer));
  const near = core.filter((part) => part.layer === "building" || part.layer === "boundary");
  const latitude = latitudeAt(middle(boxOf(near.length ? near : parts)));
  return {
    parts,
    latitude,
    box: boxOf(near.length ? near : core.length ? core : parts),
    // Where boundaries are all there is, their names may come from farther away.
    early: parts.some((part) => part.layer === "boundary") ? 3 : 0,
    attribution: collection.attribution ?? "",
    labels: new Map(),
  };
}

function readied(feature) {
  const { layer = "", kind = "", name = "" } = feature.properties ?? {};
  const { type, coordinates } = feature.geometry;
  const lines = {
    Point: () => [[coordinates]],
    MultiPoint: () => coordinates.map((point) => [point]),
    LineString: () => [coordinates],
    MultiLineString: () => coordinates,
    Polygon: () => coordinates,
    MultiPolygon: () => coordinates.flat(),
  }[type]?.() ?? [];
  const world = lines.map((line) => line.map(([lon, lat]) => project(lat, lon)));
  return { layer, kind, name, surface: type.endsWith("Polygon"), point: type.endsWith("Point"), lines: world, box: box(world.flat()) };
}

export function project(lat, lon) {
  const sine = Math.min(Math.max(Math.sin((lat * Math.PI) / 180), -0.9999), 0.9999);
  return [((lon + 180) / 360) * 256, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256];
}

export function unproject([x, y]) {
  const n = Math.PI * (1 - (2 * y) / 256);
  return [(Math.atan(Math.sinh(n)) * 180) / Math.PI, (x / 256) * 360 - 180];
}

function box(points) {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [xs.reduce(least, Infinity), ys.reduce(least, Infinity), xs.reduce(most, -Infinity), ys.reduce(most, -Infinity)];
}

const least = (a, b) => Math.min(a, b);
const most = (a, b) => Math.max(a, b);

function boxOf(parts) {
  return parts.reduce(
    (all, { box: [x0, y0, x1, y1] }) => [least(all[0], x0), least(all[1], y0), most(all[2], x1), most(all[3], y1)],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}

const middle = ([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2];
const latitudeAt = (point) => (Number.isFinite(point[1]) ? unproject(point)[0] : 52);

/** Draw what lies in a window of ``width`` by ``height`` pixels at ``zoom``, its corner at world pixel ``left, top``. */
export function draw(context, base, { zoom, left, top, width, height, family, repeat = REPEAT_PX }) {
  const scale = 2 ** zoom;
  const metre = scale / (EARTH_METRES * Math.cos((base.latitude * Math.PI) / 180));
  const margin = 24;
  const seen = ({ box: [x0, y0, x1, y1] }) =>
    x1 * scale >= left - margin && x0 * scale <= left + width + margin && y1 * scale >= top - margin && y0 * scale <= top + height + margin;
  const parts = base.parts.filter(seen);
  const pen = { context, scale, left, top, metre, zoom };

  context.fillStyle = LAND;
  context.fillRect(0, 0, width, height);
  context.lineJoin = "round";
  context.lineCap = "round";
  for (const layer of ["boundary", "land", "water", "green", "building", "public"]) {
    for (const part of parts) if (part.layer === layer) drawPart(pen, part);
  }
  drawWays(pen, parts.filter((part) => part.layer === "street" || part.layer === "main"));
  drawOutlines(pen, parts.filter((part) => part.layer === "boundary"));
  for (const label of labelsAt(context, base, { zoom, family, repeat })) drawLabel(pen, label, family, width, height);
}

function trace({ context, scale, left, top }, lines, close) {
  context.beginPath();
  for (const line of lines) {
    line.forEach(([x, y], number) => {
      if (number) context.lineTo(x * scale - left, y * scale - top);
      else context.moveTo(x * scale - left, y * scale - top);
    });
    if (close) context.closePath();
  }
}

function drawPart(pen, part) {
  const { context } = pen;
  if (part.layer === "boundary") {
    trace(pen, part.lines, true);
    context.fillStyle = BOUNDARY_FILL;
    context.fill("evenodd");
    return;
  }
  if (part.point) {
    drawTrees(pen, part);
    return;
  }
  if (!part.surface) {
    trace(pen, part.lines, false);
    context.lineWidth = widthOf(pen, part.kind || "ditch");
    context.strokeStyle = FILLS[part.layer];
    context.stroke();
    return;
  }
  // Houses side by side may share walls: evenodd would open holes where they overlap.
  trace(pen, part.lines, true);
  context.fillStyle = FILLS[`${part.layer} ${part.kind}`] ?? FILLS[part.layer];
  context.fill(part.layer === "building" ? "nonzero" : "evenodd");
  const edge = EDGES[part.layer];
  if (edge && (part.layer === "water" || pen.zoom >= 15.5)) {
    context.lineWidth = part.layer === "water" ? 2 : 1;
    context.strokeStyle = edge;
    context.stroke();
  }
  if (part.layer === "building" && pen.zoom >= 16.5) drawWalls(pen, part);
}

// A long block of four corners is a row of houses: walls stand across it, a house apart.
function drawWalls(pen, part) {
  const { context, scale, left, top, metre } = pen;
  context.beginPath();
  for (const ring of part.lines) {
    if (ring.length !== 5) continue;
    const [a, b, c, d] = ring.map(([x, y]) => [x * scale - left, y * scale - top]);
    const long = Math.hypot(b[0] - a[0], b[1] - a[1]) / metre;
    if (long < ROW_METRES) continue;
    const houses = Math.round(long / HOUSE_METRES);
    for (let number = 1; number < houses; number += 1) {
      const along = number / houses;
      context.moveTo(a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along);
      context.lineTo(d[0] + (c[0] - d[0]) * along, d[1] + (c[1] - d[1]) * along);
    }
  }
  context.lineWidth = 1;
  context.strokeStyle = EDGES.building;
  context.stroke();
}

function drawTrees({ context, scale, left, top, metre, zoom }, part) {
  if (zoom < 15) return;
  const radius = Math.max(1.5, TREE_METRES * metre);
  context.beginPath();
  for (const [[x, y]] of part.lines) {
    context.moveTo(x * scale - left + radius, y * scale - top);
    context.arc(x * scale - left, y * scale - top, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = TREE;
  context.fill();
}

function widthOf({ metre }, kind) {
  const [metres, pixels] = WIDTHS[kind] ?? WIDTHS.street;
  return Math.max(metres * metre, pixels);
}

const wayKind = (part) => part.kind || (part.layer === "main" ? "main" : part.name ? "street" : "small");

// All edges first and the broad streets last, so that crossings are open.
function drawWays(pen, ways) {
  const { context } = pen;
  const streets = ways.filter((part) => part.kind !== "path" && part.kind !== "jetty");
  for (const part of ways) {
    if (part.kind !== "jetty" && part.kind !== "path") continue;
    trace(pen, part.lines, false);
    const width = widthOf(pen, part.kind);
    context.lineCap = part.kind === "path" ? "butt" : "round";
    context.setLineDash(part.kind === "path" ? [3 + 2 * width, 2 + 1.5 * width] : []);
    context.lineWidth = width;
    context.strokeStyle = part.kind === "path" ? STREET : JETTY;
    context.stroke();
  }
  context.lineCap = "round";
  context.setLineDash([]);
  for (const pass of ["edge", "street", "main"]) {
    for (const part of streets) {
      if (pass !== "edge" && part.layer !== pass) continue;
      trace(pen, part.lines, false);
      context.lineWidth = widthOf(pen, wayKind(part)) + (pass === "edge" ? 2.5 : 0);
      context.strokeStyle = pass === "edge" ? CASING : pass === "main" ? MAIN : STREET;
      context.stroke();
    }
  }
}

function drawOutlines(pen, boundaries) {
  const { context } = pen;
  for (const part of boundaries) {
    const own = part.kind === "municipality";
    trace(pen, part.lines, true);
    context.lineWidth = own ? 2.5 : 1.25;
    context.strokeStyle = own ? INK : LABEL;
    context.setLineDash(own ? [] : [7, 5]);
    context.stroke();
  }
  context.setLineDash([]);
}

// Labels are placed once for a whole zoom level, so that a name that crosses two tiles is the same in both.
function labelsAt(context, base, wanted) {
  const key = `${wanted.zoom} ${wanted.repeat} ${wanted.family}`;
  if (!base.labels.has(key)) base.labels.set(key, place(context, base, wanted));
  return base.labels.get(key);
}

function place(context, base, { zoom, family, repeat }) {
  const scale = 2 ** zoom;
  const order = ["neighbourhood", "municipality", "water", "park", "main", "street"];
  const wanted = base.parts
    .filter((part) => part.name && (part.layer === "label" || part.layer === "street" || part.layer === "main"))
    .map((part) => ({ part, kind: part.layer === "label" ? part.kind : part.layer }))
    .filter(({ kind }) => kind in SIZES && zoom + base.early >= FROM_ZOOM[kind])
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || lengthOf(b.part) - lengthOf(a.part));
  const taken = [];
  const labels = [];
  for (const { part, kind } of wanted) {
    const spots = part.layer === "label" ? [spot(context, part, kind, scale, family)] : alongWay(context, part, kind, { scale, family, repeat });
    for (const label of spots) {
      if (taken.some((other) => touches(other, label))) continue;
      taken.push(label);
      labels.push(label);
    }
  }
  if (zoom >= FROM_ZOOM.wave) {
    for (const part of base.parts) {
      if (part.layer !== "label" || part.kind !== "wave") continue;
      const [x, y] = part.lines[0][0];
      labels.push({ kind: "wave", x: x * scale, y: y * scale, width: 20, height: 8, angle: 0, text: "" });
    }
  }
  return labels;
}

function lengthOf(part) {
  return part.lines.flat().length > 1 ? Math.hypot(part.box[2] - part.box[0], part.box[3] - part.box[1]) : 0;
}

function fontOf(kind, family) {
  const style = kind === "water" || kind === "park" ? "italic " : "";
  const weight = kind === "neighbourhood" || kind === "municipality" ? 700 : 500;
  return `${style}${weight} ${SIZES[kind]}px ${family}`;
}

const shown = (part, kind) => (kind === "neighbourhood" ? part.name.toLocaleUpperCase("nl") : part.name);

function measure(context, text, kind, family) {
  context.font = fontOf(kind, family);
  const wide = context.measureText(text).width;
  return kind === "neighbourhood" ? wide + SPACING * (text.length - 1) : wide;
}

function spot(context, part, kind, scale, family) {
  const text = shown(part, kind);
  const [x, y] = part.lines[0][0];
  return { kind, text, x: x * scale, y: y * scale, angle: 0, width: measure(context, text, kind, family), height: SIZES[kind] };
}

// The places along a street where its name stands straight: the middle one, and again when the street is long.
function alongWay(context, part, kind, { scale, family, repeat }) {
  const text = shown(part, kind);
  const width = measure(context, text, kind, family);
  const found = [];
  for (const line of part.lines) {
    const points = line.map(([x, y]) => [x * scale, y * scale]);
    const lengths = points.map((point, n) => (n ? Math.hypot(point[0] - points[n - 1][0], point[1] - points[n - 1][1]) : 0));
    const total = lengths.reduce((sum, one) => sum + one, 0);
    const times = Math.max(1, Math.floor(total / repeat));
    for (let time = 0; time < times; time += 1) {
      const from = (total * time) / times;
      const to = (total * (time + 1)) / times;
      const label = straightest(points, lengths, from, to, width);
      if (label) found.push({ kind, text, width, height: SIZES[kind], ...label });
    }
  }
  return found;
}

function straightest(points, lengths, from, to, width) {
  const room = to - from - width - 8;
  if (room < 0) return null;
  let best = null;
  for (let offset = 0; offset <= room; offset += STEP_PX) {
    const start = from + 4 + offset;
    const a = at(points, lengths, start);
    const b = at(points, lengths, start + width);
    const bend = [0.25, 0.5, 0.75]
      .map((part) => at(points, lengths, start + width * part))
      .map((p) => Math.abs((b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1])) / (Math.hypot(b[0] - a[0], b[1] - a[1]) || 1))
      .reduce(most, 0);
    const score = bend * 3 + Math.abs(offset - room / 2) / 20;
    if (bend <= 4 && (!best || score < best.score)) best = { score, a, b };
  }
  if (!best) return null;
  const { a, b } = best;
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const upright = angle > Math.PI / 2 ? angle - Math.PI : angle < -Math.PI / 2 ? angle + Math.PI : angle;
  return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, angle: upright };
}

function at(points, lengths, distance) {
  let left = distance;
  for (let number = 1; number < points.length; number += 1) {
    if (left <= lengths[number] || number === points.length - 1) {
      const part = lengths[number] ? left / lengths[number] : 0;
      const [a, b] = [points[number - 1], points[number]];
      return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    }
    left -= lengths[number];
  }
  return points[0];
}

// Two names touch when one of the dots along the one is near a dot along the other.
function touches(one, other) {
  const reach = (one.width + other.width) / 2 + 30;
  if (Math.abs(one.x - other.x) > reach || Math.abs(one.y - other.y) > reach) return false;
  const near = (one.height + other.height) / 2 + 5;
  return dots(one).some((a) => dots(other).some((b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < near));
}

function dots(label) {
  label.dots ??= Array.from({ length: Math.max(2, Math.ceil(label.width / 8)) }, (_, number, all = Math.max(2, Math.ceil(label.width / 8))) => {
    const along = (number / (all - 1) - 0.5) * label.width;
    return [label.x + Math.cos(label.angle) * along, label.y + Math.sin(label.angle) * along];
  });
  return label.dots;
}

function drawLabel({ context, left, top }, label, family, width, height) {
  const x = label.x - left;
  const y = label.y - top;
  const reach = label.width / 2 + 20;
  if (x + reach < 0 || y + reach < 0 || x - reach > width || y - reach > height) return;
  context.save();
  context.translate(x, y);
  context.rotate(label.angle);
  if (label.kind === "wave") drawWave(context);
  else drawText(context, label, family);
  context.restore();
}

function drawWave(context) {
  context.beginPath();
  context.moveTo(-10, 0);
  context.quadraticCurveTo(-5, -5, 0, 0);
  context.quadraticCurveTo(5, 5, 10, 0);
  context.lineWidth = 1.5;
  context.strokeStyle = WAVE;
  context.stroke();
}

function drawText(context, label, family) {
  const colour = { water: WATER_LABEL, park: PARK_LABEL, neighbourhood: INK, municipality: INK }[label.kind] ?? LABEL;
  context.font = fontOf(label.kind, family);
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineJoin = "round";
  context.lineWidth = HALO;
  context.strokeStyle = label.kind === "water" ? "#d6e7eb" : label.kind === "park" ? "#e4ecd0" : "#f9f6ec";
  context.fillStyle = colour;
  const write = (text, x) => {
    context.strokeText(text, x, 0.5);
    return () => context.fillText(text, x, 0.5);
  };
  if (label.kind !== "neighbourhood") {
    write(label.text, -label.width / 2)();
    return;
  }
  let x = -label.width / 2;
  const fills = [...label.text].map((sign) => {
    const fill = write(sign, x);
    x += context.measureText(sign).width + SPACING;
    return fill;
  });
  for (const fill of fills) fill();
}
