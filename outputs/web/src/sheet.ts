/** At phone width the cards are one sheet with three tabs; on a wide screen this is nothing. */

import type { Lang } from "./data";
import { button, h } from "./dom";
import { say } from "./i18n";

export class Sheet {
  readonly element = h("nav", { class: "sheet" });
  private readonly list = h("div", { class: "sheet-tabs", role: "tablist" });
  private readonly tabs: HTMLButtonElement[];

  constructor(private readonly cards: HTMLElement[]) {
    this.tabs = cards.map((card, number) => button({ role: "tab", "aria-controls": card.id }, () => this.turn(number)));
    this.list.append(...this.tabs);
    this.element.append(this.list);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.turn(0);
  }

  turn(number: number): void {
    this.tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === number));
      tab.tabIndex = at === number ? 0 : -1;
      this.cards[at]?.classList.toggle("chosen", at === number);
    });
    document.body.dataset["tab"] = String(number);
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const way = document.documentElement.dir === "rtl" ? -step : step;
    const now = this.tabs.findIndex((tab) => tab.tabIndex === 0);
    const next = (now + way + this.tabs.length) % this.tabs.length;
    this.turn(next);
    this.tabs[next]?.focus();
  }

  write(lang: Lang): void {
    for (const element of [this.element, this.list]) element.setAttribute("aria-label", say(lang, "panels"));
    (["searchTab", "layers", "time"] as const).forEach((word, at) => {
      const tab = this.tabs[at];
      if (tab) tab.textContent = say(lang, word);
    });
  }
}
