/** What the reader chose, and what passes: the one place where the parts of the page meet. */

import type { Lang, Payload } from "./data";
import { Features } from "./features";
import { Records } from "./records";
import { Stacks } from "./stacks";
import { fold } from "./text";
import { preferred, type Theme } from "./theme";

export type Change = "filter" | "select" | "words" | "theme" | "view";

export class State {
  readonly records: Records;
  readonly features: Features;
  readonly stacks: Stacks;
  lang: Lang;
  theme: Theme = preferred();
  /** Chosen window in ms; infinite ends mean all time. */
  window: [number, number] = [-Infinity, Infinity];
  showUndated = true;
  readonly hiddenLeaves = new Set<number>();
  /** Refuted events are hidden at first. */
  readonly hiddenStatus = new Set<string>(["refuted"]);
  query = "";
  selected: number | null = null;
  hovered: number | null = null;
  /** 1 where a record passes time, status and search. */
  readonly passes: Uint8Array;
  private readonly listeners: ((change: Change) => void)[] = [];

  constructor(readonly page: Payload) {
    this.records = new Records(page.records);
    this.features = new Features(page.layers, this.records.count);
    this.stacks = new Stacks(this.records, this.features);
    this.lang = page.languages[0] ?? "en";
    this.passes = new Uint8Array(this.records.count);
    this.filter();
  }

  on(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  tell(change: Change): void {
    if (change === "filter") this.filter();
    for (const listener of this.listeners) listener(change);
  }

  select(record: number | null): void {
    this.selected = record;
    this.tell("select");
  }

  shown(feature: number): boolean {
    return this.passes[this.features.record[feature] as number] === 1 && !this.hiddenLeaves.has(this.features.leaf[feature] as number);
  }

  inWindow(row: number): boolean {
    const { records } = this;
    if (records.isFacility(row) && records.start[row] === -Infinity && records.end[row] === Infinity) return true;
    if (records.undated(row)) return this.showUndated;
    return (records.start[row] as number) <= this.window[1] && (records.end[row] as number) >= this.window[0];
  }

  private filter(): void {
    const words = fold(this.query).split(/\s+/).filter(Boolean);
    for (let row = 0; row < this.records.count; row++) {
      const status = this.records.raw(row, "status");
      this.passes[row] = this.inWindow(row) && !this.hiddenStatus.has(status) && (!words.length || this.records.has(row, words)) ? 1 : 0;
    }
    this.stacks.count((feature) => this.shown(feature));
  }
}
