/** The review page: the report, what must be decided, and the name in hand. */

import { open, type BasemapData } from "../data";
import { bdi, button, h } from "../dom";
import { pick, say } from "../i18n";
import { clean } from "../text";
import { narrow } from "../theme";
import { Bar } from "./bar";
import type { Review, Span } from "./data";
import { Events } from "./events";
import { Pane } from "./pane";
import { Panel } from "./panel";
import { Queue } from "./queue";
import { State, type Change } from "./state";
import { tell } from "./words";

async function start(): Promise<void> {
  try {
    const [review, basemap] = await Promise.all([open<Review>("majal-review"), open<BasemapData>("majal-basemap")]);
    new Page(new State(review), basemap);
    document.documentElement.dataset["ready"] = "true";
  } catch (error) {
    document.body.append(h("p", { class: "broken", role: "alert" }, say("en", "broken"), " ", say("ar", "broken"), ` (${String(error)})`));
    throw error;
  }
}

class Page {
  private readonly bar: Bar;
  private readonly queue: Queue;
  private readonly events: Events;
  private readonly pane: Pane;
  private readonly panel: Panel;
  private readonly head = h("header", { class: "head" });
  private readonly foot = h("footer", { class: "foot" });
  private readonly skip = h("a", { class: "skip", href: "#queue" });
  private letters = true;

  constructor(private readonly state: State, private readonly basemap: BasemapData) {
    document.documentElement.dataset["theme"] = state.theme;
    this.bar = new Bar(state, (by) => this.step(by));
    this.queue = new Queue(state, (key, byKey) => this.choose(key, byKey, "queue"));
    this.events = new Events(state, (span) => this.go(span));
    this.pane = new Pane(state, (key, byKey) => this.choose(key, byKey, "text"), () => this.panel.focus());
    this.panel = new Panel(state, basemap, {
      back: () => this.back(),
      decided: () => this.decided(),
      takenBack: () => this.takenBack(),
    });
    document.body.append(this.skip, this.head, this.bar.element, h("main", {}, this.queue.element, this.pane.element, this.panel.element, this.events.element), this.foot);
    state.on((change) => this.changed(change));
    document.addEventListener("keydown", (event) => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => this.paint(event.matches ? "dark" : "light"));
    this.write();
    if (state.restored) this.bar.say(tell(state.lang, "restored"));
  }

  private changed(change: Change): void {
    if (change === "words" || change === "decide") this.bar.write();
    if (change === "words") return;
    this.queue.write();
    this.pane.draw();
    this.panel.write(change === "decide");
  }

  /** Opens a name: from the text its panel, from the list also its place in the text. */
  private choose(key: string, byKey: boolean, from: "text" | "queue"): void {
    this.state.select(key);
    if (from === "queue" && !narrow()) this.pane.show(key, false);
    if (byKey || narrow()) this.panel.focus();
  }

  private step(by: number): void {
    const key = this.queue.beside(by);
    if (!key) return;
    this.state.select(key);
    if (narrow()) return this.panel.focus();
    this.pane.show(key, false);
    this.queue.at(key)?.focus();
  }

  private back(): void {
    const { selected } = this.state;
    if (selected) this.pane.show(selected, true);
  }

  private go({ start, end }: Span): void {
    const inside = this.state.mentions().find((mention) => mention.start < end && start < mention.end);
    const exact = inside && inside.start === start && inside.end === end ? inside : null;
    if (exact) this.state.select(exact.key);
    this.pane.highlight({ start, end }, false);
    if (exact) this.pane.show(exact.key, true);
    else this.pane.element.focus({ preventScroll: true });
  }

  private decided(): void {
    const { state } = this;
    const { open: still } = state.queue();
    this.bar.say(`${tell(state.lang, "done")} ${tell(state.lang, "openN", { n: still.length })}`);
    const now = state.get(state.selected);
    const next = still.find(({ start }) => start > (now?.start ?? -1)) ?? still[0];
    if (next) this.queue.at(next.key)?.focus();
    else this.bar.focusSave();
  }

  private takenBack(): void {
    this.bar.say(tell(this.state.lang, "undone"));
    if (this.state.selected) this.panel.focus();
    else this.pane.element.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.key === "Escape" && this.panel.element.contains(at)) return this.back();
    if (at.closest("input:not([type='radio'], [type='checkbox']), textarea, select")) return;
    // By the key's place, so that they work on an Arabic keyboard too.
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!step || (!this.letters && !this.queue.element.contains(at))) return;
    event.preventDefault();
    this.step(step);
  }

  private turnLanguage(): void {
    this.state.lang = this.state.lang === "ar" ? "en" : "ar";
    this.bar.say("");
    this.write();
    this.head.querySelector<HTMLElement>(".language")?.focus();
  }

  private paint(theme: "light" | "dark"): void {
    this.state.theme = theme;
    document.documentElement.dataset["theme"] = theme;
    this.panel.recolour();
  }

  /** Every word of the page, in its language. */
  private write(): void {
    const { state } = this;
    const { lang, page } = state;
    document.documentElement.lang = lang;
    document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
    document.title = `${clean(pick(lang, page.title))} – ${tell(lang, "review")}`;
    this.skip.textContent = tell(lang, "skip");
    this.skip.onclick = (event) => {
      event.preventDefault();
      this.step(1);
    };
    const other = lang === "ar" ? "en" : "ar";
    const letter = lang === "ar" ? "En" : "ع";
    const { report } = page;
    const about = [report.outlet, report.published, report.title ? report.name : ""].map(clean).filter(Boolean);
    this.head.replaceChildren(
      h("div", { class: "title" }, h("h1", {}, bdi(pick(lang, page.title))), h("p", { class: "muted" }, tell(lang, "review"), ...about.flatMap((part) => [" · ", bdi(part)]))),
      ...(page.languages.includes(other) ? [button({ class: "square language", "aria-label": `${letter} – ${say(lang, "language")}`, title: say(lang, "language"), lang: other }, () => this.turnLanguage(), letter)] : []),
      button({ class: "square theme", "aria-label": say(lang, "theme"), title: say(lang, "theme") }, () => this.paint(state.theme === "dark" ? "light" : "dark"), "◐"));
    this.bar.write();
    this.queue.write();
    this.events.write();
    this.pane.write();
    this.panel.write();
    this.foot.replaceChildren(this.keys(), this.credits());
  }

  private keys(): HTMLElement {
    const { lang } = this.state;
    const box = h("input", { type: "checkbox", checked: this.letters });
    box.addEventListener("change", () => {
      this.letters = box.checked;
    });
    return h("details", {}, h("summary", {}, tell(lang, "keys")), h("p", {}, tell(lang, "keysText")), h("label", { class: "check" }, box, h("span", {}, tell(lang, "letterKeys"))));
  }

  private credits(): HTMLElement {
    const { lang } = this.state;
    const lines = [...[this.basemap.credits ?? [], this.state.page.credits].flat().map(clean), say(lang, "code"), say(lang, "borders")];
    return h("details", {}, h("summary", {}, say(lang, "credits")), h("ul", {}, ...lines.map((words) => h("li", {}, bdi(words)))));
  }
}

void start();
