/** Grids: the classes of their cells, painted on the land and under all that is drawn. */

import type { View } from "./canvas";
import type { GridData } from "./data";
import { worldX, worldY, wrap } from "./earth";
import type { State } from "./state";
import { CELL_ALPHA } from "./symbols";
import type { Palette } from "./theme";

export class Grid {
  /** West, north, east, south in world units. */
  readonly box: [number, number, number, number];
  private readonly classes: Uint8Array;
  private readonly canvas = document.createElement("canvas");
  private painted = "";

  /** `leaves` are its lines of the legend, one for each class; `west` is where the globe is cut. */
  constructor(data: GridData, readonly leaves: number[], west: number) {
    const [left, bottom, right, top] = data.box;
    const middle = (left + right) / 2;
    const shift = wrap(middle, west) - middle;
    this.box = [worldX(left + shift), worldY(top), worldX(right + shift), worldY(bottom)];
    this.canvas.width = data.columns;
    this.canvas.height = data.rows;
    this.classes = new Uint8Array(data.columns * data.rows);
    for (let i = 0, at = 0; i < data.runs.length; i += 2) {
      const length = data.runs[i + 1] as number;
      this.classes.fill(data.runs[i] as number, at, at + length);
      at += length;
    }
  }

  /** The leaf of the cell at a position in world units, or null where nothing is drawn. */
  leafAt(x: number, y: number): number | null {
    const [left, top, right, bottom] = this.box;
    const { width, height } = this.canvas;
    const [column, row] = [Math.floor(((x - left) / (right - left)) * width), Math.floor(((y - top) / (bottom - top)) * height)];
    if (column < 0 || row < 0 || column >= width || row >= height) return null;
    return this.leaves[(this.classes[row * width + column] as number) - 1] ?? null;
  }

  /** `colours` has one for each class, null where it is switched off. */
  paint(context: CanvasRenderingContext2D, view: View, colours: (string | null)[]): void {
    this.colour(colours);
    const [left, top, right, bottom] = this.box;
    const [width, height] = [(right - left) * view.scale, (bottom - top) * view.scale];
    context.save();
    context.globalAlpha = CELL_ALPHA;
    // Large cells keep their edges: no value is known between two of them.
    context.imageSmoothingEnabled = width < this.canvas.width;
    context.drawImage(this.canvas, left * view.scale + view.x, top * view.scale + view.y, width, height);
    context.restore();
  }

  private colour(colours: (string | null)[]): void {
    const key = colours.join(" ");
    const context = this.canvas.getContext("2d");
    if (!context || key === this.painted) return;
    this.painted = key;
    const image = context.createImageData(this.canvas.width, this.canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const inks = Uint32Array.of(0, ...colours.map((colour) => (colour ? bytes(colour) : 0)));
    for (let at = 0; at < pixels.length; at++) pixels[at] = inks[this.classes[at] as number] as number;
    context.putImageData(image, 0, 0);
  }
}

export function paintGrids({ features, hiddenLeaves }: State, context: CanvasRenderingContext2D, view: View, colours: Palette): void {
  const ink = (leaf: number): string | null => (hiddenLeaves.has(leaf) ? null : (colours[features.leaves[leaf]?.hue ?? ""] ?? null));
  for (const grid of features.grids) grid.paint(context, view, grid.leaves.map(ink));
}

/** "#rrggbb" as the four bytes of an opaque pixel. */
function bytes(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0] as number;
}
