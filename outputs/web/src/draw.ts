/** Draws the features that pass, and tells what lies under a pixel. The rest of the page knows only `paint` and `hit`. */

import type { View } from "./canvas";
import { latOf, metresPerWorld } from "./earth";
import type { Path, Shape } from "./features";
import { count } from "./i18n";
import { outlineKey, type Stack } from "./stacks";
import type { State } from "./state";
import { bubble, dash, hatch, mark, ORDER, reachOf, speck, struck, stroke, ticks, type Pen } from "./symbols";
import type { Palette } from "./theme";

export interface Renderer {
  paint(context: CanvasRenderingContext2D, view: View, colours: Palette): void;
  /** Features under a position in world units, what is most finely placed first. `near` is the reach in world units. */
  hit(x: number, y: number, near: number): number[];
}

const AREA_MARK_PX = 16;
/** An area that holds the number of a stack. */
const NUMBER_PX = 46;
/** Rings that stand around a symbol of their own: too small to draw to scale, they are a dotted mark around it. */
const RINGS = new Set(["zone", "dot_ring"]);

export class Painter implements Renderer {
  private readonly order: number[];
  private sprites = new Map<string, HTMLCanvasElement>();
  private crowding = 1;
  /** The stacks whose numbers are drawn, with how far each reaches in world units. */
  private numbered = new Map<Stack, [across: number, down: number]>();

  constructor(private readonly state: State) {
    const { features } = state;
    const rank = features.leaf.map((leaf) => ORDER.indexOf(features.leaves[leaf]?.shape ?? ""));
    this.order = features.leaf.map((_, number) => number);
    this.order.sort((a, b) => (rank[a] as number) - (rank[b] as number) || size(features.shape[b]) - size(features.shape[a]) || a - b);
  }

  paint(context: CanvasRenderingContext2D, view: View, colours: Palette): void {
    this.sprites = new Map();
    this.crowding = this.crowd();
    const stacks = this.stacks(view);
    const turns = this.turns();
    const taken = new Map<string, Uint8Array>();
    const drawn = new Set<number>();
    const last: number[] = [];
    for (const number of this.order) {
      if (!this.state.shown(number)) continue;
      if (this.marked(number)) last.push(number);
      else if (this.isOwn(number, turns, drawn)) this.feature(context, view, colours, number, turns, taken);
    }
    for (const number of last) this.feature(context, view, colours, number, turns, taken);
    for (const stack of stacks) if (!this.numbered.has(stack)) this.symbol(context, view, colours, stack);
    for (const stack of stacks) if (this.numbered.has(stack)) this.symbol(context, view, colours, stack);
  }

  /** Whether a feature is drawn itself: those of a stack share one symbol, and one drawing of the same outline. */
  private isOwn(number: number, turns: Map<number, [number, number]>, drawn: Set<number>): boolean {
    const { features, stacks } = this.state;
    if (this.look(number) === "outline") return !features.shape[number] || turns.has(number);
    if (!stacks.of(features.record[number] as number)) return true;
    const drawing = stacks.drawing(number);
    if (drawn.has(drawing)) return false;
    drawn.add(drawing);
    return true;
  }

  private look(number: number): string {
    const { features } = this.state;
    return features.leaves[features.leaf[number] as number]?.shape ?? "";
  }

  /** The stacks in view, the largest last; where two would touch, the smaller has no number until one zooms in. */
  private stacks(view: View): Stack[] {
    const room = new Room();
    this.numbered = new Map();
    const seen = this.state.stacks.all().filter((stack) => {
      const [x, y] = [stack.x * view.scale + view.x, stack.y * view.scale + view.y];
      if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) return false;
      const [across, down] = reachOf(count(this.state.lang, stack.rows.length));
      if (room.take(x, y, across + 4, down + 4)) this.numbered.set(stack, [across / view.scale, down / view.scale]);
      return true;
    });
    return seen.reverse();
  }

  /** One symbol for all of a stack; where its area is drawn to scale, that is its symbol. */
  private symbol(context: CanvasRenderingContext2D, view: View, colours: Palette, stack: Stack): void {
    const { state } = this;
    const [x, y] = [Math.round(stack.x * view.scale + view.x), Math.round(stack.y * view.scale + view.y)];
    const strong = [state.selected, state.hovered].some((row) => row !== null && state.stacks.of(row) === stack);
    const pen: Pen = { colour: colours[stack.hue] ?? "", colours, status: stack.status, strong };
    const drawn = this.isToScale(stack, view);
    if (this.numbered.has(stack)) bubble(context, x, y, stack.look, pen, count(state.lang, stack.rows.length), drawn);
    else if (!drawn) mark(context, x, y, stack.look, pen);
  }

  private isToScale(stack: Stack, view: View): boolean {
    const shape = this.state.features.shape[stack.feature];
    return Boolean(shape) && spanOf(shape as Shape) * view.scale >= this.least(stack);
  }

  /** From how many pixels on an area is drawn to scale. */
  private least(stack: Stack | undefined): number {
    return stack && this.numbered.has(stack) ? NUMBER_PX : AREA_MARK_PX;
  }

  /** Many points are small points. */
  private crowd(): number {
    const { state } = this;
    const { features } = state;
    let points = 0;
    for (let number = 0; number < features.count; number++) {
      if (!features.shape[number] && state.shown(number) && !state.stacks.of(features.record[number] as number)) points++;
    }
    return points > 20_000 ? 0.5 : points > 2_000 ? 0.75 : 1;
  }

  private marked(number: number): boolean {
    const record = this.state.features.record[number];
    return record === this.state.selected || record === this.state.hovered;
  }

  /** Outlines of the same area share its edge: each hue and status takes its turn in the dots, told by its first event. */
  private turns(): Map<number, [number, number]> {
    const { features, records } = this.state;
    const same = new Map<string, Map<string, number>>();
    for (const number of this.order) {
      const shape = features.shape[number];
      if (!shape || this.look(number) !== "outline" || !this.state.shown(number)) continue;
      const pens = same.get(outlineKey(shape)) ?? new Map<string, number>();
      same.set(outlineKey(shape), pens);
      const pen = `${features.leaves[features.leaf[number] as number]?.hue} ${records.raw(features.record[number] as number, "status")}`;
      if (!pens.has(pen)) pens.set(pen, number);
    }
    const turns = new Map<number, [number, number]>();
    for (const pens of same.values()) [...pens.values()].forEach((number, turn) => turns.set(number, [turn, pens.size]));
    return turns;
  }

  private feature(
    context: CanvasRenderingContext2D, view: View, colours: Palette, number: number,
    turns: Map<number, [number, number]>, taken: Map<string, Uint8Array>,
  ): void {
    const { features, records, stacks } = this.state;
    const leaf = features.leaves[features.leaf[number] as number];
    if (!leaf) return;
    const row = features.record[number] as number;
    const stack = stacks.isBody(number) ? stacks.of(row) : undefined;
    const alone = { hue: leaf.hue, status: records.raw(row, "status") };
    const { hue, status } = stack && leaf.shape !== "outline" && !this.marked(number) ? stack : alone;
    const pen: Pen = { colour: colours[hue] ?? colours["other"] ?? "", colours, status, strong: this.marked(number) };
    const shape = features.shape[number];
    if (!shape && stack) return; // its symbol says it
    if (!shape) this.point(context, view, number, leaf.shape, pen, taken);
    else if (away(shape, view)) return;
    else if (shape.area) this.area(context, view, number, leaf.shape, shape, pen, turns.get(number) ?? [0, 1], stack);
    else line(context, view, shape, leaf.shape, pen);
  }

  private point(
    context: CanvasRenderingContext2D, view: View, number: number, look: string, pen: Pen, taken: Map<string, Uint8Array>,
  ): void {
    const { features, records } = this.state;
    const x = (features.x[number] as number) * view.scale + view.x;
    const y = (features.y[number] as number) * view.scale + view.y;
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) return;
    const key = `${look} ${pen.colour} ${pen.status} ${pen.strong}`;
    if (!pen.strong && this.covered(taken, key, view, x, y)) return;
    if (look === "dot_ring") {
      const radius = ((records.number(features.record[number] as number, "radius_m") ?? 0) / metresPerWorld(latOf(features.y[number] as number))) * view.scale;
      if (radius > 10) {
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        stroke(context, { ...pen, status: "" }, 1, []);
        look = "dot";
      }
    }
    const sprite = this.sprite(`${key} ${look}`, view.ratio, (inner) => mark(inner, 16, 16, look, pen));
    const size = pen.strong ? 32 : 32 * this.crowding;
    context.drawImage(sprite, Math.round(x) - size / 2, Math.round(y) - size / 2, size, size);
    if (pen.strong) {
      context.beginPath();
      context.arc(x, y, 12, 0, 2 * Math.PI);
      stroke(context, { ...pen, status: "", strong: false }, 1.5, []);
    }
  }

  /** Whether the same symbol already stands on this pixel. */
  private covered(taken: Map<string, Uint8Array>, key: string, view: View, x: number, y: number): boolean {
    const across = Math.ceil(view.width) + 48;
    let grid = taken.get(key);
    if (!grid) taken.set(key, (grid = new Uint8Array(across * (Math.ceil(view.height) + 48))));
    const at = (Math.round(y) + 21) * across + Math.round(x) + 21;
    const before = grid[at];
    grid[at] = 1;
    return before === 1;
  }

  private sprite(key: string, ratio: number, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
    const known = this.sprites.get(key);
    if (known) return known;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32 * ratio;
    const context = canvas.getContext("2d");
    if (context) {
      context.scale(ratio, ratio);
      draw(context);
    }
    this.sprites.set(key, canvas);
    return canvas;
  }

  private area(
    context: CanvasRenderingContext2D, view: View, number: number, look: string, shape: Shape, pen: Pen, [turn, turns]: [number, number],
    stack: Stack | undefined,
  ): void {
    const span = spanOf(shape) * view.scale;
    if (span < this.least(stack)) {
      if (stack) return; // its symbol says it
      const { features } = this.state;
      const [x, y] = [(features.x[number] as number) * view.scale + view.x, (features.y[number] as number) * view.scale + view.y];
      if (!RINGS.has(look)) mark(context, x, y, look, pen);
      else if (this.crowding === 1) speck(context, x, y, 10 + 0.3 * span, pen);
      return;
    }
    context.beginPath();
    for (const path of shape.paths) trace(context, view, path, false);
    this.wash(context, look, pen, view);
    if (shape.paths.some((path) => path.lift)) {
      context.beginPath();
      for (const path of shape.paths) trace(context, view, path, true);
    }
    if (look === "zone" || look === "dot_ring") {
      context.globalAlpha = pen.strong ? 0.9 : 0.5;
      stroke(context, { ...pen, status: "", strong: false }, 0.9, []);
      context.globalAlpha = 1;
    } else if (look === "outline") {
      context.lineDashOffset = -5 * turn;
      stroke(context, pen, 1.7, pen.status === "disputed" ? [] : [0.1, 5 * turns]);
      context.lineDashOffset = 0;
    } else if (look === "unknown") {
      stroke(context, { ...pen, colour: pen.colours["muted"] ?? "", status: "" }, 1.4, [4, 4]);
    } else {
      stroke(context, pen, 1.8, dash(pen.status));
    }
  }

  private wash(context: CanvasRenderingContext2D, look: string, pen: Pen, view: View): void {
    const alpha = { ring: 0.13, hatch: 0.05, outline: 0.035, unknown: 0.03 }[look] ?? 0;
    if (!alpha || struck(pen.status)) return;
    context.globalAlpha = pen.strong ? alpha * 1.8 : alpha;
    context.fillStyle = pen.colour;
    context.fill("evenodd");
    context.globalAlpha = 1;
    if (look === "hatch") hatch(context, pen, view.ratio);
  }

  hit(x: number, y: number, near: number): number[] {
    const { features } = this.state;
    const found: [number, number, number][] = this.pressed(x, y);
    for (let number = 0; number < features.count; number++) {
      if (!this.state.shown(number)) continue;
      const shape = features.shape[number];
      const from = Math.hypot((features.x[number] as number) - x, (features.y[number] as number) - y);
      if (!shape) {
        if (from <= near) found.push([number, 0, from]);
      } else if (shape.area) {
        if (inside(shape, x, y)) found.push([number, 2, shape.size]);
        else if (from <= near && shape.size < near * near) found.push([number, 1, from]);
      } else {
        const off = distance(shape, x, y);
        if (off <= near * 0.7) found.push([number, 1, off]);
      }
    }
    return [...new Set(found.sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[0] - b[0]).map(([number]) => number))];
  }

  /** The features of the stack whose symbol is there. */
  private pressed(x: number, y: number): [number, number, number][] {
    const { features, stacks } = this.state;
    const there = [...this.numbered].find(([stack, [across, down]]) => Math.abs(stack.x - x) <= across && Math.abs(stack.y - y) <= down);
    const own = there?.[0].rows.flatMap((row) => (features.of[row] ?? []).filter((number) => stacks.isBody(number) && this.state.shown(number)));
    return (own ?? []).map((number) => [number, -1, 0]);
  }
}

/** Boxes on the screen that stand clear of each other. */
class Room {
  private readonly cells = new Map<string, [number, number, number, number][]>();

  /** Whether there was room; then it is taken. */
  take(x: number, y: number, across: number, down: number): boolean {
    const near: [number, number, number, number][][] = [];
    for (let column = Math.floor((x - across) / 64); column <= Math.floor((x + across) / 64); column++) {
      for (let row = Math.floor((y - down) / 64); row <= Math.floor((y + down) / 64); row++) {
        const key = `${column} ${row}`;
        if (!this.cells.has(key)) this.cells.set(key, []);
        near.push(this.cells.get(key) as [number, number, number, number][]);
      }
    }
    if (near.some((boxes) => boxes.some(([a, b, c, d]) => Math.abs(a - x) < across + c && Math.abs(b - y) < down + d))) return false;
    for (const boxes of near) boxes.push([x, y, across, down]);
    return true;
  }
}

const spanOf = ({ box }: Shape): number => Math.max(box[2] - box[0], box[3] - box[1]);

const size = (shape: Shape | null | undefined): number => shape?.size ?? 0;

const away = ({ box }: Shape, view: View): boolean =>
  box[2] * view.scale + view.x < -20 || box[0] * view.scale + view.x > view.width + 20 ||
  box[3] * view.scale + view.y < -20 || box[1] * view.scale + view.y > view.height + 20;

function trace(context: CanvasRenderingContext2D, view: View, { at, lift }: Path, lifting: boolean): void {
  for (let i = 0; i < at.length; i += 2) {
    const x = (at[i] as number) * view.scale + view.x;
    const y = (at[i + 1] as number) * view.scale + view.y;
    if (i === 0 || (lifting && lift?.[i / 2])) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

function line(context: CanvasRenderingContext2D, view: View, shape: Shape, look: string, pen: Pen): void {
  context.beginPath();
  for (const path of shape.paths) trace(context, view, path, false);
  context.setLineDash([]);
  context.globalAlpha = 0.7;
  context.strokeStyle = pen.colours["halo"] ?? "";
  context.lineWidth = pen.strong ? 6 : 4;
  context.stroke();
  context.globalAlpha = 1;
  stroke(context, { ...pen, status: "" }, look === "measure" ? 1.8 : 2, look === "line" ? [7, 5] : []);
  if (look === "measure") measured(context, view, shape, pen);
}

function measured(context: CanvasRenderingContext2D, view: View, shape: Shape, pen: Pen): void {
  const first = shape.paths[0]?.at;
  const end = shape.paths.at(-1)?.at;
  if (!first || !end) return;
  const [ax, ay] = [(first[0] as number) * view.scale + view.x, (first[1] as number) * view.scale + view.y];
  const [bx, by] = [(end.at(-2) as number) * view.scale + view.x, (end.at(-1) as number) * view.scale + view.y];
  ticks(context, ax, ay, bx, by, pen);
  if (Math.hypot(bx - ax, by - ay) < 24) return;
  const metres = length(shape);
  const words = metres < 1000 ? `${Math.round(metres)} m` : `${Number((metres / 1000).toFixed(metres < 20_000 ? 1 : 0))} km`;
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.strokeStyle = pen.colours["halo"] ?? "";
  context.lineWidth = 3;
  context.strokeText(words, (ax + bx) / 2, (ay + by) / 2 - 9);
  context.fillStyle = pen.colour;
  context.fillText(words, (ax + bx) / 2, (ay + by) / 2 - 9);
}

function length({ paths }: Shape): number {
  let metres = 0;
  for (const { at } of paths) {
    for (let i = 2; i < at.length; i += 2) {
      const [dx, dy] = [(at[i] as number) - (at[i - 2] as number), (at[i + 1] as number) - (at[i - 1] as number)];
      metres += Math.hypot(dx, dy) * metresPerWorld(latOf(((at[i + 1] as number) + (at[i - 1] as number)) / 2));
    }
  }
  return metres;
}

function inside({ paths, box }: Shape, x: number, y: number): boolean {
  if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
  let odd = false;
  for (const { at } of paths) {
    for (let i = 0, j = at.length - 2; i < at.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [at[i], at[i + 1], at[j], at[j + 1]] as [number, number, number, number];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
  }
  return odd;
}

function distance({ paths }: Shape, x: number, y: number): number {
  let best = Infinity;
  for (const { at } of paths) {
    for (let i = 2; i < at.length; i += 2) {
      const [ax, ay, bx, by] = [at[i - 2], at[i - 1], at[i], at[i + 1]] as [number, number, number, number];
      const long = (bx - ax) ** 2 + (by - ay) ** 2;
      const along = long ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long)) : 0;
      best = Math.min(best, Math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y));
    }
  }
  return best;
}

