/** What can be drawn: every layer's features in one set of columns, placed on one continuous stretch of the globe. */

import type { Drawn, LayerData, Words } from "./data";
import { circle, seam, worldX, worldY, wrap } from "./earth";
import { Grid } from "./grids";

/** One line of the legend; lines with the same words and look are one, across layers. */
export interface Leaf {
  group: number; label: Words; shape: string; hue: string;
  /** Whether it has points: a ring without its dot is drawn without it in the legend too. */
  pointed: boolean;
}
export interface Group { title: Words; leaves: number[] }

/** World units, flat; `lift[i]` is 1 where the stroke to vertex i is a cut (the antimeridian, a pole), not an edge. */
export interface Path { at: Float64Array; lift: Uint8Array | null }

type Box = [number, number, number, number];

export interface Shape { area: boolean; paths: Path[]; box: Box; size: number }

/** Edges run inside the circle by 0.12 % of its radius. */
const DISC_VERTICES = 64;
/** No degree of latitude is shorter: at the equator. */
const DEGREE_M = 110_574;

export class Features {
  readonly leaves: Leaf[] = [];
  readonly groups: Group[] = [];
  readonly record: number[] = [];
  readonly leaf: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly shape: (Shape | null)[] = [];
  readonly grids: Grid[] = [];
  readonly west: number;
  /** Features of each record. */
  readonly of: number[][];

  constructor(layers: LayerData[], records: number) {
    this.west = seam(spans(layers));
    this.of = Array.from({ length: records }, () => []);
    for (const layer of layers) this.add(layer);
  }

  get count(): number {
    return this.record.length;
  }

  private add(layer: LayerData): void {
    const leaves = layer.legend.map((entry) => this.leafOf(entry));
    if (layer.grid) this.grids.push(new Grid(layer.grid, leaves, this.west));
    const shapes = [...layer.shapes.map((drawn) => shapeOf(drawn, this.west)), ...discsOf(layer.discs, this.west)];
    layer.record.forEach((record, row) => {
      const shape = shapes[layer.shape[row] ?? -1] ?? null;
      const lon = layer.lon[row] ?? null;
      const lat = layer.lat[row] ?? null;
      const at = lon !== null && lat !== null ? [worldX(wrap(lon, this.west)), worldY(lat)] : shape ? middle(shape) : null;
      if (!at) return;
      this.of[record]?.push(this.count);
      this.record.push(record);
      const leaf = leaves[layer.entry[row] ?? 0] ?? 0;
      this.leaf.push(leaf);
      if (!shape) (this.leaves[leaf] as Leaf).pointed = true;
      this.x.push(at[0] as number);
      this.y.push(at[1] as number);
      this.shape.push(shape);
    });
  }

  private leafOf({ group, label, shape, hue }: LayerData["legend"][number]): number {
    let at = this.groups.findIndex(({ title }) => title.en === group.en && title.ar === group.ar);
    if (at < 0) at = this.groups.push({ title: group, leaves: [] }) - 1;
    const branch = this.groups[at] as Group;
    const same = branch.leaves.find((number) => {
      const leaf = this.leaves[number] as Leaf;
      return leaf.label.en === label.en && leaf.label.ar === label.ar && leaf.shape === shape && leaf.hue === hue;
    });
    if (same !== undefined) return same;
    const number = this.leaves.push({ group: at, label, shape, hue, pointed: false }) - 1;
    branch.leaves.push(number);
    return number;
  }

  /** West, north, east, south in world units, around everything of these features and leaves, or null where nothing is drawn. */
  box(which: (feature: number) => boolean = () => true, leaf: (leaf: number) => boolean = () => true): Box | null {
    let box: Box | null = null;
    for (let number = 0; number < this.count; number++) {
      if (!which(number)) continue;
      const x = this.x[number] as number;
      const y = this.y[number] as number;
      box = around(box, this.shape[number]?.box ?? [x, y, x, y]);
    }
    for (const grid of this.grids) if (grid.leaves.some(leaf)) box = around(box, grid.box);
    return box;
  }
}

const around = (box: Box | null, own: Box): Box =>
  box ? [Math.min(box[0], own[0]), Math.min(box[1], own[1]), Math.max(box[2], own[2]), Math.max(box[3], own[3])] : [...own];

function* spans(layers: LayerData[]): Generator<readonly [number, number]> {
  for (const layer of layers) {
    if (layer.grid && layer.legend.length) yield [layer.grid.box[0], layer.grid.box[2]];
    for (const lon of layer.lon) if (lon !== null) yield [lon, lon];
    for (const drawn of layer.shapes) for (const path of pathsOf(drawn)) yield extent(path);
    for (const [lon, lat, metres] of triples(layer.discs)) {
      const half = reach(lat, metres);
      yield [lon - half, lon + half];
    }
  }
}

const pathsOf = ({ areas, lines }: Drawn): number[][] => [...(areas ?? []).flat(), ...(lines ?? [])];

function* triples(flat: number[]): Generator<[number, number, number]> {
  for (let i = 0; i < flat.length; i += 3) yield [flat[i] as number, flat[i + 1] as number, flat[i + 2] as number];
}

/** Degrees of longitude on either side of a disc's middle; all of them where it comes near a pole. */
function reach(lat: number, metres: number): number {
  const far = Math.abs(lat) + metres / DEGREE_M;
  return far < 89 ? metres / (DEGREE_M * Math.cos((far * Math.PI) / 180)) : 180;
}

const discsOf = (flat: number[], west: number): Shape[] => Array.from(triples(flat), (disc) => new Disc(disc, west));

/** A geodesic disc: its outline is made when it is first drawn, since most are too small or too far to be. */
class Disc implements Shape {
  readonly area = true;
  readonly box: Shape["box"];
  readonly size: number;
  readonly middle: [number, number];
  private outline: Path[] | null = null;

  constructor(private readonly disc: [number, number, number], private readonly west: number) {
    const [lon, lat, metres] = disc;
    const half = Math.min(reach(lat, metres), 180);
    const at = worldX(wrap(lon, west));
    this.middle = [at, worldY(lat)];
    const [north, south] = [lat + metres / DEGREE_M, lat - metres / DEGREE_M].map((end) => worldY(Math.max(-90, Math.min(90, end))));
    this.box = [at - half / 360, north as number, at + half / 360, south as number];
    this.size = (this.box[2] - this.box[0]) * (this.box[3] - this.box[1]);
  }

  get paths(): Path[] {
    return (this.outline ??= [placed(circle(...this.disc, DISC_VERTICES).flat(), this.west, true)]);
  }
}

function extent(path: number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < path.length; i += 2) {
    low = Math.min(low, path[i] as number);
    high = Math.max(high, path[i] as number);
  }
  return [low, high];
}

function shapeOf(drawn: Drawn, west: number): Shape {
  const area = Boolean(drawn.areas?.length);
  const paths = pathsOf(drawn).map((path) => placed(path, west, area));
  const box: Shape["box"] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { at } of paths) {
    for (let i = 0; i < at.length; i += 2) {
      box[0] = Math.min(box[0], at[i] as number);
      box[1] = Math.min(box[1], at[i + 1] as number);
      box[2] = Math.max(box[2], at[i] as number);
      box[3] = Math.max(box[3], at[i + 1] as number);
    }
  }
  return { area, paths, box, size: (box[2] - box[0]) * (box[3] - box[1]) };
}

/** A piece moves as a whole, so that pieces cut at the antimeridian meet again. */
function placed(path: number[], west: number, area: boolean): Path {
  const [low, high] = extent(path);
  const shift = wrap((low + high) / 2, west) - (low + high) / 2;
  const at = new Float64Array(path.length);
  const lift = new Uint8Array(path.length / 2);
  let lifted = false;
  for (let i = 0; i < path.length; i += 2) {
    at[i] = worldX((path[i] as number) + shift);
    at[i + 1] = worldY(path[i + 1] as number);
    if (area && i > 0 && onCut(path, i)) {
      lift[i / 2] = 1;
      lifted = true;
    }
  }
  return { at, lift: lifted ? lift : null };
}

function onCut(path: number[], i: number): boolean {
  const [lon0, lat0, lon, lat] = [path[i - 2], path[i - 1], path[i], path[i + 1]].map((value) => Math.abs(value as number)) as [number, number, number, number];
  return (lon === 180 && lon0 === 180) || (lat === 90 && lat0 === 90);
}

/** The middle of an area's largest piece, or of a line. */
function middle(shape: Shape): [number, number] {
  if (shape instanceof Disc) return shape.middle;
  if (!shape.area) return [(shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2];
  let best: [number, number] = [(shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2];
  let most = 0;
  for (const { at } of shape.paths) {
    const [area, x, y] = centroid(at);
    if (Math.abs(area) > most) {
      most = Math.abs(area);
      best = [x, y];
    }
  }
  return best;
}

function centroid(at: Float64Array): [number, number, number] {
  const x0 = at[0] ?? 0;
  const y0 = at[1] ?? 0;
  let [twice, x, y] = [0, 0, 0];
  for (let i = 0; i + 3 < at.length; i += 2) {
    const ax = (at[i] as number) - x0;
    const ay = (at[i + 1] as number) - y0;
    const bx = (at[i + 2] as number) - x0;
    const by = (at[i + 3] as number) - y0;
    const cross = ax * by - bx * ay;
    twice += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return twice ? [twice / 2, x0 + x / (3 * twice), y0 + y / (3 * twice)] : [0, x0, y0];
}
