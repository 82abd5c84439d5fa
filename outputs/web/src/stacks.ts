/** Events placed at one point are a stack: one symbol with the number of those shown, and one list. */

import { worldX, worldY, wrap } from "./earth";
import type { Features, Shape } from "./features";
import type { Records } from "./records";
import { ORDER, SETTLED } from "./symbols";

/** Six decimals, 11 cm, as points are sent: layers/stacks.py has the same. */
const STEPS = 1e6;
/** What shows where an event was; a zone around it, or a line to scale, shows something else. */
const BODIES = new Set(["outline", "unknown", "hatch", "ring", "dot_ring", "dot"]);

/** The shown ones of a point, in world units. Its look, and the feature that has it, are of the coarsest; what they do not share is left open. */
export interface Stack { spot: number; rows: number[]; x: number; y: number; look: string; feature: number; hue: string; status: string }

export class Stacks {
  /** The points that are shown now, by number. */
  private at = new Map<number, Stack>();
  private large: Stack[] = [];
  /** Which point each record stands at, where others stand too; else -1. */
  private readonly spot: Int32Array;
  private readonly crowded: number[];
  /** The first feature with the same outline: what many share is drawn once. */
  private readonly outline: Int32Array;

  constructor(private readonly records: Records, private readonly features: Features) {
    this.spot = spots(records);
    this.crowded = Array.from(this.spot.keys()).filter((row) => (this.spot[row] as number) >= 0);
    this.outline = this.outlines();
  }

  /** Counts again: what passes has changed. */
  count(shown: (feature: number) => boolean): void {
    this.at = new Map();
    for (const row of this.crowded) {
      const feature = this.finest(row, shown);
      if (feature !== undefined) this.add(row, feature);
    }
    this.large = [...this.at.values()].filter(({ rows }) => rows.length > 1).sort((a, b) => b.rows.length - a.rows.length || a.spot - b.spot);
  }

  private add(row: number, feature: number): void {
    const { features, records } = this;
    const spot = this.spot[row] as number;
    const hue = features.leaves[features.leaf[feature] as number]?.hue ?? "";
    const status = records.raw(row, "status");
    const look = this.look(feature);
    const stack = this.at.get(spot);
    if (!stack) {
      const x = worldX(wrap(records.number(row, "lon") as number, features.west));
      this.at.set(spot, { spot, rows: [row], x, y: worldY(records.number(row, "lat") as number), look, feature, hue, status });
      return;
    }
    stack.rows.push(row);
    if (look !== stack.look && finer(stack.look, look) === stack.look) Object.assign(stack, { look, feature });
    if (stack.hue !== hue) stack.hue = "ink";
    if (stack.status !== status) stack.status = SETTLED.has(stack.status) && SETTLED.has(status) ? "recorded" : "";
  }

  /** The stack of a record, if it is shown with others. */
  of(row: number): Stack | undefined {
    const stack = this.at.get(this.spot[row] as number);
    return stack && stack.rows.length > 1 ? stack : undefined;
  }

  /** All that are shown, the largest first. */
  all(): readonly Stack[] {
    return this.large;
  }

  /** The feature that shows most finely where a record was. */
  finest(row: number, which: (feature: number) => boolean = () => true): number | undefined {
    const own = (this.features.of[row] ?? []).filter((feature) => this.isBody(feature) && which(feature));
    return own.length ? own.reduce((one, other) => (finer(this.look(one), this.look(other)) === this.look(one) ? one : other)) : undefined;
  }

  /** What is shown at a point, by date; what has none comes last. */
  rows(spot: number): number[] {
    const { start, end } = this.records;
    const when = (row: number): number => (start[row] === -Infinity ? (end[row] as number) : (start[row] as number));
    return [...(this.at.get(spot)?.rows ?? [])].sort((a, b) => (when(a) === when(b) ? a - b : when(a) - when(b)));
  }

  isBody = (feature: number): boolean => BODIES.has(this.look(feature));

  /** Equal for the features of a stack that one drawing stands for. */
  drawing(feature: number): number {
    const { features } = this;
    const first = this.outline[feature] as number;
    return this.isBody(feature) ? first : features.count + first * features.leaves.length + (features.leaf[feature] as number);
  }

  private look(feature: number): string {
    return this.features.leaves[this.features.leaf[feature] as number]?.shape ?? "";
  }

  private outlines(): Int32Array {
    const { features } = this;
    const first = new Int32Array(features.count);
    const known = new Map<string, number>();
    for (const feature of this.crowded.flatMap((row) => features.of[row] ?? [])) {
      const shape = features.shape[feature];
      const key = shape ? outlineKey(shape) : `${this.spot[features.record[feature] as number]}`;
      if (!known.has(key)) known.set(key, feature);
      first[feature] = known.get(key) as number;
    }
    return first;
  }
}

export const outlineKey = (shape: Shape): string => `${shape.area} ${shape.box.join(" ")}`;

const finer = (one: string, other: string): string => (ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other);

/** Events only: a facility at the same point is another thing, with a symbol of its own. */
function spots(records: Records): Int32Array {
  const number = new Map<string, number>();
  const spot = new Int32Array(records.count).fill(-1);
  const many: number[] = [];
  for (let row = 0; row < records.count; row++) {
    const [lon, lat] = [records.number(row, "lon"), records.number(row, "lat")];
    if (lon === null || lat === null || !records.isEvent(row)) continue;
    const key = `${Math.round(wrap(lon, -180) * STEPS)} ${Math.round(lat * STEPS)}`;
    if (!number.has(key)) number.set(key, number.size);
    const own = number.get(key) as number;
    spot[row] = own;
    many[own] = (many[own] ?? 0) + 1;
  }
  return spot.map((own) => (own >= 0 && (many[own] as number) > 1 ? own : -1));
}
