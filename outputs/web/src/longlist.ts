/** A list of any length: only the lines in sight are in the page; arrows, Home, End and the page keys move through all. */

import { h } from "./dom";

const SPARE = 6;

export class LongList {
  readonly element = h("ul", { class: "choices long" });
  private readonly lines = new Map<number, HTMLElement>();
  private at = 0;

  /** `line` makes the content of a line: its first button is what the keys move to. */
  constructor(private readonly scroller: HTMLElement, private readonly length: number, private readonly line: (at: number) => HTMLElement) {
    this.element.style.setProperty("--lines", String(length));
    this.element.addEventListener("focusin", (event) => this.focused(event.target));
  }

  /** Lines come and go as the list is scrolled. */
  draw(): void {
    const { height } = this;
    const above = this.scroller.scrollTop - this.element.offsetTop;
    const first = Math.max(0, Math.floor(above / height) - SPARE);
    const last = Math.min(this.length - 1, Math.ceil((above + this.scroller.clientHeight) / height) + SPARE);
    for (const [at, line] of this.lines) {
      if ((at < first || at > last) && !line.contains(document.activeElement)) {
        line.remove();
        this.lines.delete(at);
      }
    }
    for (let at = first; at <= last; at++) this.put(at);
  }

  /** Moves the focus; true where the key was for the list. */
  key(key: string): boolean {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 2);
    const inside = this.element.contains(document.activeElement);
    const steps: Record<string, number> = { ArrowDown: inside ? 1 : 0, ArrowUp: inside ? -1 : 0, PageDown: page, PageUp: -page, Home: -this.length, End: this.length };
    const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
    if (step === undefined) return false;
    this.go(this.at + step);
    return true;
  }

  go(wanted: number): void {
    const at = Math.max(0, Math.min(this.length - 1, wanted));
    const top = this.element.offsetTop + at * this.height;
    const head = this.scroller.querySelector("header")?.offsetHeight ?? 0;
    const seen = this.scroller.scrollTop;
    if (top < seen + head) this.scroller.scrollTop = top - head;
    else if (top + this.height > seen + this.scroller.clientHeight) this.scroller.scrollTop = top + this.height - this.scroller.clientHeight;
    this.draw();
    this.lines.get(at)?.querySelector("button")?.focus({ preventScroll: true });
  }

  private get height(): number {
    return this.element.offsetHeight / this.length || 1;
  }

  private put(at: number): void {
    if (this.lines.has(at)) return;
    const line = h("li", { "aria-setsize": this.length, "aria-posinset": at + 1, "data-at": at }, this.line(at));
    line.style.setProperty("--at", String(at));
    line.querySelector("button")?.setAttribute("tabindex", at === this.at ? "0" : "-1");
    this.lines.set(at, line);
    const next = [...this.element.children].find((other) => Number((other as HTMLElement).dataset["at"]) > at);
    this.element.insertBefore(line, next ?? null);
  }

  /** One line is in the order of tabs: the last that was reached. */
  private focused(target: EventTarget | null): void {
    const line = target instanceof HTMLElement ? target.closest("li") : null;
    if (!line) return;
    this.lines.get(this.at)?.querySelector("button")?.setAttribute("tabindex", "-1");
    this.at = Number(line.dataset["at"]);
    line.querySelector("button")?.setAttribute("tabindex", "0");
  }
}
