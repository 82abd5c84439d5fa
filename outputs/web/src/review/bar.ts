/** How far the review is, the way through it, and saving: the bar that stays in sight. */

import { copy } from "../clipboard";
import { button, h } from "../dom";
import { count } from "../i18n";
import type { State } from "./state";
import { toml } from "./toml";
import { tell } from "./words";

const FILE = "decisions.toml";

export class Bar {
  readonly element = h("div", { class: "bar" });
  private readonly said = h("p", { class: "said", role: "status" });
  private readonly counts = h("p", { class: "counts" });
  private readonly before: HTMLButtonElement;
  private readonly after: HTMLButtonElement;
  private readonly saver: HTMLButtonElement;
  private readonly copier: HTMLButtonElement;

  constructor(private readonly state: State, step: (by: number) => void) {
    this.before = button({ class: "plain" }, () => step(-1));
    this.after = button({ class: "plain" }, () => step(1));
    this.saver = button({ class: "plain strong save" }, () => this.save());
    this.copier = button({ class: "plain" }, () => void this.copy());
    this.element.append(this.counts, this.said, h("div", { class: "row" }, this.before, this.after, this.saver, this.copier));
    addEventListener("beforeunload", (event) => {
      if (state.unsaved()) event.preventDefault();
    });
  }

  write(): void {
    const { state } = this;
    const { lang } = state;
    const { open, decided } = state.queue();
    const unsaved = state.unsaved();
    const parts = [tell(lang, "openN", { n: count(lang, open.length) }), tell(lang, "decidedN", { n: count(lang, decided.length) }),
      ...(unsaved ? [tell(lang, "unsavedN", { n: count(lang, unsaved) })] : [])];
    this.counts.textContent = parts.join(" · ");
    this.before.textContent = tell(lang, "previous");
    this.after.textContent = tell(lang, "next");
    this.saver.textContent = tell(lang, "save");
    this.copier.textContent = tell(lang, "copyAll");
  }

  say(words: string): void {
    this.said.textContent = words;
  }

  focusSave(): void {
    this.saver.focus();
  }

  private text(): string {
    const { mentions, merges } = this.state.all();
    return toml(mentions, merges);
  }

  private save(): void {
    const url = URL.createObjectURL(new Blob([this.text()], { type: "application/toml" }));
    h("a", { href: url, download: FILE }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.state.markSaved();
    this.say(tell(this.state.lang, "saved", { x: FILE }));
  }

  private async copy(): Promise<void> {
    await copy(this.text());
    this.say(tell(this.state.lang, "copied"));
  }
}
