/** The time brush: a histogram with a window that is dragged, moved by keys, or played. */

import type { Lang } from "./data";
import { clock, day, plainDay, span } from "./dates";
import { button, h, ltr, svg } from "./dom";
import { masses, scaleOf, type Scale } from "./histogram";
import { count, say } from "./i18n";
import type { State } from "./state";

const PLAY_MS = 450;
const DAY_MS = 86_400_000;

type Grip = "start" | "end" | "both";

export class Time {
  readonly element = h("section", { class: "card time-card", id: "majal-time" });
  readonly foot = h("div", { class: "readout" });
  private readonly scale: Scale | null;
  private readonly words = h("div", { class: "time-words" });
  private readonly bars = svg("svg", { class: "bars", preserveAspectRatio: "none", "aria-hidden": "true" });
  private readonly track = h("div", { class: "track", dir: "ltr" });
  private readonly grips: Record<Grip, HTMLElement>;
  private readonly player: HTMLButtonElement;
  /** Chosen bins, the last one not included. */
  private bins: [number, number];
  private timer = 0;

  constructor(private readonly state: State) {
    this.scale = scaleOf(state.records);
    this.bins = [0, this.scale?.bins ?? 0];
    this.grips = { both: this.grip("both"), start: this.grip("start"), end: this.grip("end") };
    this.player = button({ class: "square play" }, () => (this.timer ? this.stop() : this.play()), "▶");
    this.track.append(this.bars, this.grips.both, this.grips.start, this.grips.end);
    this.track.addEventListener("pointerdown", (event) => this.grab(event));
  }

  write(): void {
    const { lang } = this.state;
    const names = { both: "window", start: "windowStart", end: "windowEnd" } as const;
    for (const grip of ["both", "start", "end"] as const) this.grips[grip].setAttribute("aria-label", say(lang, names[grip]));
    const timed = this.scale ? [this.player, this.words, h("div", { class: "chart" }, this.track, this.ticks())] : [this.words];
    this.element.replaceChildren(...timed, this.foot);
    this.element.classList.toggle("timeless", !this.scale);
    this.player.setAttribute("aria-label", say(lang, this.timer ? "pause" : "play"));
    this.show();
    this.draw();
  }

  private ticks(): HTMLElement {
    const scale = this.scale as Scale;
    const line = h("div", { class: "ticks muted", dir: "ltr", "aria-hidden": "true" });
    const within = scale.step * scale.bins < 3 * DAY_MS;
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      const time = scale.from + Math.round(part * (scale.bins - 1)) * scale.step;
      line.append(h("span", {}, within ? clock(this.state.lang, time) : tick(this.state.lang, time, scale.step)));
    }
    return line;
  }

  private grip(grip: Grip): HTMLElement {
    const element = h("div", { class: `grip ${grip}`, role: "slider", tabindex: "0", "aria-orientation": "horizontal", "data-grip": grip });
    element.addEventListener("keydown", (event) => this.key(event, grip));
    return element;
  }

  private key(event: KeyboardEvent, grip: Grip): void {
    const [from, to] = this.bins;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 }[event.key];
    const most = this.scale?.bins ?? 0;
    if (event.key === " ") this.timer ? this.stop() : this.play();
    else if (event.key === "Home" || event.key === "End" || event.key === "Escape") this.choose(0, most);
    else if (by === undefined) return;
    else if (grip === "start") this.choose(Math.min(from + by, to - 1), to);
    else if (grip === "end") this.choose(from, Math.max(to + by, from + 1));
    else if (event.shiftKey) this.choose(from - Math.abs(by), to + Math.abs(by));
    else this.move(by);
    event.preventDefault();
  }

  /** The window keeps its width and stops at the ends; one over all time first shrinks to a part of it. */
  private move(by: number): void {
    const most = this.scale?.bins ?? 0;
    let [from, to] = this.bins;
    if (to - from >= most) [from, to] = by > 0 ? [0, Math.ceil(most / 6)] : [most - Math.ceil(most / 6), most];
    else {
      const kept = Math.max(-from, Math.min(by, most - to));
      [from, to] = [from + kept, to + kept];
    }
    this.choose(from, to);
  }

  private choose(from: number, to: number): void {
    const scale = this.scale;
    if (!scale) return;
    this.bins = [Math.max(0, Math.min(from, scale.bins - 1)), Math.min(scale.bins, Math.max(to, 1))];
    const all = this.bins[0] === 0 && this.bins[1] === scale.bins;
    this.state.window = all ? [-Infinity, Infinity] : [scale.from + this.bins[0] * scale.step, scale.from + this.bins[1] * scale.step - 1];
    this.state.tell("filter");
  }

  private grab(event: PointerEvent): void {
    const scale = this.scale;
    if (!scale || event.button > 0) return;
    this.stop();
    const box = this.track.getBoundingClientRect();
    const at = (x: number): number => ((x - box.left) / box.width) * scale.bins;
    const origin = at(event.clientX);
    const [from, to] = this.bins;
    const named = event.target instanceof HTMLElement ? event.target.dataset["grip"] : undefined;
    const whole = to - from >= scale.bins;
    const grip: Grip | "new" = named === "start" || named === "end" ? named : named === "both" && !whole ? "both" : "new";
    const drag = (move: PointerEvent): void => {
      const now = at(move.clientX);
      if (grip === "start") this.choose(Math.min(Math.round(now), to - 1), to);
      else if (grip === "end") this.choose(from, Math.max(Math.round(now), from + 1));
      else if (grip === "both") {
        const by = Math.max(-from, Math.min(Math.round(now - origin), scale.bins - to));
        this.choose(from + by, to + by);
      } else if (Math.abs(now - origin) * box.width > 4 * scale.bins) this.choose(Math.floor(Math.min(origin, now)), Math.ceil(Math.max(origin, now)));
    };
    const drop = (): void => {
      window.removeEventListener("pointermove", drag);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", drop);
    };
    window.addEventListener("pointermove", drag);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
    if (grip !== "new") this.grips[grip].focus({ preventScroll: true });
    event.preventDefault();
  }

  private play(): void {
    const most = this.scale?.bins ?? 0;
    const [from, to] = this.bins;
    if (to - from >= most || to >= most) this.choose(0, Math.min(to - from >= most ? Math.ceil(most / 6) : to - from, most));
    this.timer = window.setInterval(() => {
      if (this.bins[1] >= most) this.stop();
      else this.move(1);
    }, PLAY_MS);
    this.face();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
    this.face();
  }

  private face(): void {
    this.player.textContent = this.timer ? "❚❚" : "▶";
    this.player.setAttribute("aria-label", say(this.state.lang, this.timer ? "pause" : "play"));
  }

  /** The bars, after a change of what counts. */
  draw(): void {
    const { scale, state } = this;
    if (!scale) return;
    const { records } = state;
    const told = masses(records, scale, (row) => records.isEvent(row) && !state.hiddenStatus.has(records.raw(row, "status")));
    this.bars.setAttribute("viewBox", `0 0 ${scale.bins} 100`);
    const bar = (at: number, height: number, kind: string): SVGElement =>
      svg("rect", { x: at + 0.06, y: 100 - height, width: 0.88, height, class: kind, "data-bin": at });
    const parts: SVGElement[] = [];
    for (let at = 0; at < scale.bins; at++) {
      const sure = told.most ? ((told.sure[at] as number) / told.most) * 96 : 0;
      const all = told.most ? (((told.sure[at] as number) + (told.faint[at] as number)) / told.most) * 96 : 0;
      parts.push(bar(at, 4, "base"));
      if (all > sure) parts.push(bar(at, Math.max(all, 5), "faint"));
      if (sure) parts.push(bar(at, Math.max(sure, 6), "sure"));
    }
    this.bars.replaceChildren(...parts);
    this.shade();
  }

  private shade(): void {
    for (const bar of this.bars.children) {
      const at = Number(bar.getAttribute("data-bin"));
      bar.classList.toggle("in", at >= this.bins[0] && at < this.bins[1]);
    }
  }

  /** Window and counts in words, handles in place. */
  show(): void {
    const { scale, state } = this;
    const { records, lang } = state;
    let [shown, events, undated] = [0, 0, 0];
    for (let row = 0; row < records.count; row++) {
      if (records.undated(row)) undated++;
      if (!records.isEvent(row)) continue;
      events++;
      if (state.passes[row]) shown++;
    }
    const tally = h("p", { class: "muted", role: "status" }, [say(lang, "ofEvents", { n: count(lang, shown), m: count(lang, events) }), ...(scale ? ["UTC"] : [])].join(" · "));
    const box = h("input", { type: "checkbox" });
    box.checked = state.showUndated;
    box.addEventListener("change", () => {
      state.showUndated = box.checked;
      state.tell("filter");
      this.words.querySelector<HTMLInputElement>(".undated input")?.focus();
    });
    const switcher = h("label", { class: "muted undated" }, undated ? box : null, say(lang, "undated", { n: count(lang, undated) }));
    if (!scale) {
      this.words.replaceChildren(...(records.count || !state.features.grids.length ? [tally, switcher] : []));
      return;
    }
    const [from, to] = [scale.from + this.bins[0] * scale.step, scale.from + this.bins[1] * scale.step];
    const within = scale.step < DAY_MS;
    const words = within && to - from <= DAY_MS ? `${day(lang, from)} ${clock(lang, from)}–${clock(lang, to)}` : told(lang, scale, from, to - 1);
    this.words.replaceChildren(h("p", { class: "window" }, h("strong", {}, lang === "en" ? ltr(words) : words)), tally, switcher);
    const place = (bin: number): string => `${(bin / scale.bins) * 100}%`;
    this.grips.start.style.left = place(this.bins[0]);
    this.grips.end.style.left = place(this.bins[1]);
    this.grips.both.style.left = place(this.bins[0]);
    this.grips.both.style.width = place(this.bins[1] - this.bins[0]);
    for (const [grip, bin] of [["start", this.bins[0]], ["end", this.bins[1]], ["both", this.bins[0]]] as const) {
      const element = this.grips[grip];
      element.setAttribute("aria-valuemin", "0");
      element.setAttribute("aria-valuemax", String(scale.bins));
      element.setAttribute("aria-valuenow", String(bin));
      element.setAttribute("aria-valuetext", grip === "both" ? words : day(lang, scale.from + bin * scale.step));
    }
    this.shade();
  }
}

/** The window in words, without the empty bins around what is dated. */
function told(lang: Lang, scale: Scale, from: number, to: number): string {
  const [first, last] = [Math.max(from, scale.low), Math.min(to, scale.high)];
  return first <= last ? span(lang, first, last) : span(lang, from, to);
}

/** A bin's name as short as its length allows: the year, the day of a year, the day. */
function tick(lang: Lang, time: number, step: number): string {
  if (step >= 365 * DAY_MS) return String(new Date(time + step / 2).getUTCFullYear());
  const words = plainDay(lang, time);
  return step > 20 * DAY_MS ? words : words.replace(/ \d{4}$/, "");
}
