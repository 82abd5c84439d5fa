/** The legend, which is the layer tree: every line a switch, with how many records it shows now. */

import { h } from "./dom";
import { count, pick, say, term } from "./i18n";
import type { State } from "./state";
import { swatch } from "./symbols";
import type { Palette } from "./theme";
import { clean } from "./text";

export class Tree {
  readonly element = h("div", { class: "tree" });
  private readonly boxes: HTMLInputElement[] = [];
  private numbers: HTMLElement[] = [];
  private groups: { box: HTMLInputElement; number: HTMLElement; leaves: number[] }[] = [];
  private statuses: { number: HTMLElement; status: string }[] = [];

  constructor(private readonly state: State, private readonly colours: () => Palette) {}

  write(): void {
    const { state } = this;
    this.numbers = [];
    this.groups = [];
    this.statuses = [];
    this.element.replaceChildren(...state.features.groups.map((_, number) => this.group(number)), ...this.agreement());
    this.count();
  }

  private group(number: number): HTMLElement {
    const { title, leaves } = this.state.features.groups[number] as { title: { en: string; ar: string }; leaves: number[] };
    const box = h("input", { type: "checkbox" });
    const many = h("span", { class: "number count" });
    box.addEventListener("change", () => this.toggle(leaves, box.checked));
    this.groups.push({ box, number: many, leaves });
    return h("fieldset", { class: "branch" },
      h("label", { class: "group" }, box, h("span", { class: "name", dir: "auto" }, clean(pick(this.state.lang, title))), many),
      ...leaves.map((leaf) => this.leaf(leaf)));
  }

  private leaf(number: number): HTMLElement {
    const { state } = this;
    const leaf = state.features.leaves[number];
    const box = h("input", { type: "checkbox", class: "away" });
    const many = h("span", { class: "number count" });
    box.checked = !state.hiddenLeaves.has(number);
    box.addEventListener("change", () => this.toggle([number], box.checked));
    this.boxes[number] = box;
    this.numbers[number] = many;
    return h("label", { class: leaf?.shape === "cell" ? "leaf cell" : "leaf" }, box, swatch(leaf?.shape === "dot_ring" && !leaf.pointed ? "zone" : (leaf?.shape ?? ""), leaf?.hue ?? "", this.colours()),
      h("span", { class: "name", dir: "auto" }, clean(leaf ? pick(state.lang, leaf.label) : "")), many);
  }

  /** The statuses that occur, each a switch. */
  private agreement(): HTMLElement[] {
    const { state } = this;
    const found = new Set<string>();
    for (let row = 0; row < state.records.count; row++) found.add(state.records.raw(row, "status"));
    found.delete("");
    if (!found.size) return [];
    const lines = [...found].sort().map((status) => {
      const box = h("input", { type: "checkbox", class: "away" });
      const many = h("span", { class: "number count" });
      box.checked = !state.hiddenStatus.has(status);
      box.addEventListener("change", () => {
        if (box.checked) state.hiddenStatus.delete(status);
        else state.hiddenStatus.add(status);
        state.tell("filter");
      });
      this.statuses.push({ number: many, status });
      return h("label", { class: "leaf" }, box, swatch("ring", "other", this.colours(), status), h("span", { class: "name" }, clean(term(state.lang, status))), many);
    });
    return [h("fieldset", { class: "branch agreement" }, h("legend", { class: "group" }, say(state.lang, "status")), ...lines)];
  }

  private toggle(leaves: number[], on: boolean): void {
    for (const leaf of leaves) {
      if (on) this.state.hiddenLeaves.delete(leaf);
      else this.state.hiddenLeaves.add(leaf);
    }
    this.state.tell("filter");
  }

  /** A grid has no records to count. */
  private many(leaves: number[], records: Set<number>): string {
    return leaves.every((leaf) => this.state.features.leaves[leaf]?.shape === "cell") ? "" : count(this.state.lang, records.size);
  }

  /** Counts distinct records that pass, also where the line is switched off: what switching it on would show. */
  count(): void {
    const { state } = this;
    const { features } = state;
    const seen = features.leaves.map(() => new Set<number>());
    for (let number = 0; number < features.count; number++) {
      const record = features.record[number] as number;
      if (state.passes[record]) seen[features.leaf[number] as number]?.add(record);
    }
    features.leaves.forEach((_, number) => {
      const box = this.boxes[number];
      const many = this.numbers[number];
      if (box) box.checked = !state.hiddenLeaves.has(number);
      if (many) many.textContent = this.many([number], seen[number] ?? new Set());
    });
    for (const { box, number, leaves } of this.groups) {
      const on = leaves.filter((leaf) => !state.hiddenLeaves.has(leaf)).length;
      box.checked = on > 0;
      box.indeterminate = on > 0 && on < leaves.length;
      number.textContent = this.many(leaves, new Set(leaves.flatMap((leaf) => [...(seen[leaf] ?? [])])));
    }
    for (const { number, status } of this.statuses) {
      let many = 0;
      for (let row = 0; row < state.records.count; row++) {
        if (state.records.raw(row, "status") === status && state.inWindow(row) && features.of[row]?.length) many++;
      }
      number.textContent = count(state.lang, many);
    }
  }
}
