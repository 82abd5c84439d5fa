/** Colour says what, shape says how sure, outline says who agrees. The map and the legend draw with the same pen. */

import type { Palette } from "./theme";

/** Shapes as they lie on each other: what is coarsely placed is below. */
export const ORDER = ["outline", "unknown", "hatch", "ring", "zone", "line", "measure", "dot_ring", "dot", "diamond", "diamond_open"];

export interface Pen { colour: string; colours: Palette; status: string; strong: boolean }

export const SETTLED = new Set(["corroborated", "acknowledged", "recorded"]);

/** The dash of an outline; solid where others agree. */
export function dash(status: string): number[] {
  if (SETTLED.has(status)) return [];
  return status === "inferred" ? [1.5, 3] : [4.5, 3];
}

/** Cells let the land and its borders through. */
export const CELL_ALPHA = 0.8;

export const struck = (status: string): boolean => status === "refuted" || status === "retracted";

/** Strokes the current path in the way of its status. */
export function stroke(context: CanvasRenderingContext2D, pen: Pen, width: number, lines = dash(pen.status)): void {
  context.strokeStyle = pen.colour;
  context.lineCap = lines.length && (lines[0] as number) < 2 ? "round" : "butt";
  context.setLineDash(pen.status === "disputed" ? [] : lines);
  context.lineWidth = pen.status === "disputed" ? width * 3 : pen.strong ? width + 1 : width;
  context.stroke();
  if (pen.status === "disputed") {
    context.strokeStyle = pen.colours["land"] ?? "";
    context.lineWidth = width;
    context.stroke();
  }
  context.setLineDash([]);
  context.lineCap = "butt";
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
}

function halo(context: CanvasRenderingContext2D, pen: Pen): void {
  context.strokeStyle = pen.colours["halo"] ?? "";
  context.lineWidth = 4;
  context.setLineDash([]);
  context.stroke();
}

function wash(context: CanvasRenderingContext2D, colour: string, alpha: number): void {
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, radius: number, pen: Pen): void {
  context.beginPath();
  context.moveTo(x - radius, y + radius);
  context.lineTo(x + radius, y - radius);
  if (pen.status === "retracted") {
    context.moveTo(x - radius, y - radius);
    context.lineTo(x + radius, y + radius);
  }
  context.strokeStyle = pen.colour;
  context.lineWidth = 1.6;
  context.stroke();
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, pen: Pen, ringed: boolean): void {
  if (ringed) {
    circle(context, x, y, 10);
    context.strokeStyle = pen.colour;
    context.lineWidth = 1;
    context.stroke();
  }
  circle(context, x, y, 5.2);
  halo(context, pen);
  wash(context, pen.colours["land"] ?? "", 1);
  if (!struck(pen.status)) wash(context, pen.colour, dash(pen.status).length ? 0.55 : 1);
  stroke(context, pen, 1.7, dash(pen.status).length ? [2.6, 1.8] : []);
  if (struck(pen.status)) cross(context, x, y, 8, pen);
}

function gem(context: CanvasRenderingContext2D, x: number, y: number, pen: Pen, open: boolean): void {
  diamond(context, x, y, 7);
  halo(context, pen);
  wash(context, open ? (pen.colours["card"] ?? "") : pen.colour, 1);
  if (open) stroke(context, pen, 2, [2.5, 2]);
  if (struck(pen.status)) cross(context, x, y, 9, pen);
}

/** A mark for what has no extent on the screen: a point, or an area too small to see. Never a pin for an area. */
export function mark(context: CanvasRenderingContext2D, x: number, y: number, shape: string, pen: Pen): void {
  if (shape === "dot" || shape === "dot_ring") return dot(context, x, y, pen, shape === "dot_ring");
  if (shape === "diamond" || shape === "diamond_open") return gem(context, x, y, pen, shape === "diamond_open");
  circle(context, x, y, 7);
  if (shape === "unknown") return stroke(context, { ...pen, colour: pen.colours["muted"] ?? "", status: "" }, 1.4, [3, 3]);
  if (shape === "zone") return stroke(context, { ...pen, status: "" }, 1, []);
  if (!struck(pen.status)) wash(context, pen.colour, 0.14);
  if (shape === "hatch") hatch(context, pen, 1);
  if (shape === "outline") stroke(context, pen, 1.5, [0.1, 3.6]);
  else stroke(context, pen, 1.6);
  if (struck(pen.status)) cross(context, x, y, 7, pen);
}

/** How far the symbol of a stack reaches from its middle: across and down, in pixels. */
export const reachOf = (count: string): [number, number] => [Math.max(11, 3.6 * count.length + 6), 11];

/** A stack: the shape of its precision, wide enough for its number; the number alone where its area is drawn to scale. */
export function bubble(context: CanvasRenderingContext2D, x: number, y: number, shape: string, pen: Pen, count: string, bare: boolean): void {
  const filled = !bare && (shape === "dot" || shape === "dot_ring") && !struck(pen.status);
  if (!bare) frame(context, x, y, shape, pen, count, filled);
  context.save();
  context.font = `700 ${bare ? 13 : 11.5}px "Noto Sans", system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (!filled) {
    context.strokeStyle = pen.colours["land"] ?? "";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeText(count, x, y + 0.5);
  }
  context.fillStyle = filled ? (pen.colours["card"] ?? "") : (pen.colours["ink"] ?? "");
  context.fillText(count, x, y + 0.5);
  context.restore();
}

function frame(context: CanvasRenderingContext2D, x: number, y: number, shape: string, pen: Pen, count: string, filled: boolean): void {
  const [across, down] = reachOf(count);
  const capsule = (out: number): void => {
    context.beginPath();
    context.roundRect(x - across - out, y - down - out, 2 * (across + out), 2 * (down + out), down + out);
  };
  const settled = dash(pen.status).length === 0;
  if (shape === "dot_ring") {
    capsule(settled ? 3.5 : 5.5);
    stroke(context, { ...pen, status: "corroborated" }, 1, []);
  }
  capsule(0);
  halo(context, pen);
  wash(context, pen.colours["land"] ?? "", 1);
  if (filled) {
    wash(context, pen.colour, 1);
    if (!settled) capsule(2.5);
    if (!settled || pen.strong) stroke(context, pen, 1.5);
  } else if (shape === "unknown") {
    stroke(context, { ...pen, colour: pen.colours["muted"] ?? "", status: "" }, 1.4, [3, 3]);
  } else {
    if (!struck(pen.status)) wash(context, pen.colour, 0.14);
    if (shape === "hatch") hatch(context, pen, 1);
    if (shape === "outline") stroke(context, pen, 1.7, [0.1, 3.6]);
    else stroke(context, pen, 1.7);
  }
  if (struck(pen.status)) cross(context, x, y, down, pen);
}

/** A ring that is too small to draw to scale: dotted, around the symbol that it belongs to. */
export function speck(context: CanvasRenderingContext2D, x: number, y: number, radius: number, pen: Pen): void {
  circle(context, x, y, radius);
  context.globalAlpha = 0.6;
  stroke(context, { ...pen, status: "", strong: false }, 1, [1, 3]);
  context.globalAlpha = 1;
}

/** Fills the current path with slanting lines. */
export function hatch(context: CanvasRenderingContext2D, pen: Pen, ratio: number): void {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(7 * ratio);
  const inner = tile.getContext("2d");
  if (!inner) return;
  inner.scale(ratio, ratio);
  inner.strokeStyle = pen.colour;
  inner.lineWidth = 1;
  inner.beginPath();
  for (const shift of [-7, 0, 7]) {
    inner.moveTo(shift - 1, 8);
    inner.lineTo(shift + 8, -1);
  }
  inner.stroke();
  const pattern = context.createPattern(tile, "repeat");
  if (!pattern) return;
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  context.globalAlpha = pen.strong ? 0.9 : 0.6;
  context.fillStyle = pattern;
  context.fill("evenodd");
  context.globalAlpha = 1;
}

/** The line of the legend as a small picture. */
export function swatch(shape: string, hue: string, colours: Palette, status = "claimed"): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  canvas.width = canvas.height = 20 * ratio;
  canvas.className = "swatch";
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.scale(ratio, ratio);
  const pen = { colour: colours[hue] ?? colours["other"] ?? "", colours, status, strong: false };
  picture(context, shape, pen, ratio);
  return canvas;
}

function picture(context: CanvasRenderingContext2D, shape: string, pen: Pen, ratio: number): void {
  if (shape === "cell") {
    context.rect(0, 0, 20, 20);
    wash(context, pen.colours["land"] ?? "", 1);
    wash(context, pen.colour, CELL_ALPHA);
  } else if (shape === "hatch" || shape === "outline") {
    context.beginPath();
    context.roundRect(3, 4, 14, 12, 4);
    wash(context, pen.colour, shape === "hatch" ? 0.08 : 0.06);
    if (shape === "hatch") hatch(context, pen, ratio);
    stroke(context, { ...pen, status: "corroborated" }, 1.4, shape === "outline" ? [0.1, 3.2] : []);
  } else if (shape === "line" || shape === "measure") {
    context.beginPath();
    context.moveTo(2, 10);
    context.lineTo(18, 10);
    stroke(context, { ...pen, status: "" }, 2, shape === "line" ? [5, 3] : []);
    if (shape === "measure") ticks(context, 2.5, 10, 17.5, 10, pen);
  } else if (shape === "dot") {
    mark(context, 10, 10, shape, { ...pen, status: "corroborated" });
  } else {
    mark(context, 10, 10, shape, shape === "dot_ring" ? { ...pen, status: "corroborated" } : pen);
  }
}

/** Short strokes across the two ends of a measured distance. */
export function ticks(context: CanvasRenderingContext2D, ax: number, ay: number, bx: number, by: number, pen: Pen): void {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [nx, ny] = [(-(by - ay) / length) * 5, ((bx - ax) / length) * 5];
  context.beginPath();
  for (const [x, y] of [[ax, ay], [bx, by]] as const) {
    context.moveTo(x - nx, y - ny);
    context.lineTo(x + nx, y + ny);
  }
  context.setLineDash([]);
  context.strokeStyle = pen.colour;
  context.lineWidth = 2;
  context.stroke();
}
