/** The quiet map beneath: land, lakes, borders, drawn from what the page carries. */

import type { BasemapData, Nested } from "./data";
import type { View } from "./canvas";
import { worldX, worldY } from "./earth";
import type { Palette } from "./theme";

interface Outline { at: Float64Array; box: [number, number, number, number] }

function outlines(nested: Nested | undefined, into: Outline[] = []): Outline[] {
  if (!nested?.length) return into;
  if (typeof nested[0] === "number") into.push(outline(nested as number[]));
  else for (const inner of nested as Nested[]) outlines(inner, into);
  return into;
}

function outline(flat: number[]): Outline {
  const at = new Float64Array(flat.length);
  const box: Outline["box"] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const x = (at[i] = worldX(flat[i] as number));
    const y = (at[i + 1] = worldY(flat[i + 1] as number));
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return { at, box };
}

export class Basemap {
  private readonly near: Record<string, Outline[]>;
  private readonly far: Record<string, Outline[]>;
  private readonly frame: [number, number, number, number] | null;

  constructor(readonly data: BasemapData) {
    const { world, bounds } = data;
    this.near = {
      land: outlines(data.land), lakes: outlines(data.lakes), borders: outlines(data.borders),
      admin1: outlines(data.admin1), disputed: outlines(data.disputed),
    };
    this.far = { land: outlines(world?.land), lakes: outlines(world?.lakes), borders: outlines(world?.borders) };
    this.frame = bounds ? [worldX(bounds[0]), worldY(bounds[3]), worldX(bounds[2]), worldY(bounds[1])] : null;
  }

  paint(context: CanvasRenderingContext2D, view: View, colours: Palette): void {
    const left = -view.x / view.scale;
    const right = (view.width - view.x) / view.scale;
    context.lineJoin = "round";
    const turns = (from: number): View[] =>
      Array.from({ length: Math.floor(right) - from + 1 }, (_, turn) => ({ ...view, x: view.x + (from + turn) * view.scale }));
    for (const turned of turns(Math.floor(left))) this.coarse(context, turned, colours);
    // A frame across the antimeridian reaches into the next turn of the globe.
    for (const turned of turns(Math.floor(left) - 1)) this.fine(context, turned, colours);
  }

  private coarse(context: CanvasRenderingContext2D, view: View, colours: Palette): void {
    context.lineWidth = 0.8;
    fill(context, view, this.far["land"], colours["land"]);
    fill(context, view, this.far["lakes"], colours["sea"]);
    line(context, view, this.far["land"], colours["coast"], true);
    line(context, view, this.far["borders"], colours["border"]);
  }

  /** The fine map takes the place of the coarse one within its frame. */
  private fine(context: CanvasRenderingContext2D, view: View, colours: Palette): void {
    context.save();
    if (this.frame) clear(context, view, this.frame, colours);
    fill(context, view, this.near["land"], colours["land"]);
    fill(context, view, this.near["lakes"], colours["sea"]);
    if (view.zoom >= 5.5) line(context, view, this.near["admin1"], colours["admin1"]);
    line(context, view, this.near["lakes"], colours["coast"], true);
    line(context, view, this.near["land"], colours["coast"], true);
    context.lineWidth = 1;
    line(context, view, this.near["borders"], colours["border"]);
    context.setLineDash([4, 3]);
    line(context, view, this.near["disputed"], colours["border"]);
    context.restore();
  }
}

function clear(context: CanvasRenderingContext2D, view: View, frame: [number, number, number, number], colours: Palette): void {
  context.beginPath();
  // The whole pixels within, or the edge of the frame shows as a hairline.
  const [left, top] = [Math.ceil(frame[0] * view.scale + view.x) + 1, Math.ceil(frame[1] * view.scale + view.y) + 1];
  context.rect(left, top, Math.floor(frame[2] * view.scale + view.x) - 1 - left, Math.floor(frame[3] * view.scale + view.y) - 1 - top);
  context.clip();
  context.fillStyle = colours["sea"] ?? "";
  context.fill();
}

const outside = ({ box }: Outline, view: View): boolean =>
  box[2] * view.scale + view.x < 0 || box[0] * view.scale + view.x > view.width ||
  box[3] * view.scale + view.y < 0 || box[1] * view.scale + view.y > view.height;

function trace(context: CanvasRenderingContext2D, view: View, { at }: Outline, open: boolean): void {
  let [px, py] = [Infinity, Infinity];
  for (let i = 0; i < at.length; i += 2) {
    const x = (at[i] as number) * view.scale + view.x;
    const y = (at[i + 1] as number) * view.scale + view.y;
    const last = i + 2 >= at.length;
    if (!last && i > 0 && Math.abs(x - px) + Math.abs(y - py) < 0.8) continue;
    // A long stroke along a meridian or parallel is where the data were clipped, not a coast.
    const cut = open && (x === px || y === py) && Math.abs(x - px) + Math.abs(y - py) > 8;
    if (i === 0 || cut) context.moveTo(x, y);
    else context.lineTo(x, y);
    [px, py] = [x, y];
  }
}

function fill(context: CanvasRenderingContext2D, view: View, shapes: Outline[] | undefined, colour: string | undefined): void {
  context.beginPath();
  for (const shape of shapes ?? []) if (!outside(shape, view)) trace(context, view, shape, false);
  context.fillStyle = colour ?? "";
  context.fill("evenodd");
}

function line(context: CanvasRenderingContext2D, view: View, shapes: Outline[] | undefined, colour: string | undefined, open = false): void {
  context.beginPath();
  for (const shape of shapes ?? []) if (!outside(shape, view)) trace(context, view, shape, open);
  context.strokeStyle = colour ?? "";
  context.stroke();
}
