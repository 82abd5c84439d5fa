/** What must be decided, and what is: a list to go through with the keyboard. */

import { bdi, button, h } from "../dom";
import { degrees } from "../earth";
import { count } from "../i18n";
import type { Mention, State } from "./state";
import { tell, term } from "./words";

export class Queue {
  readonly element = h("section", { class: "queue", id: "queue" });

  constructor(private readonly state: State, private readonly open: (key: string, byKey: boolean) => void) {
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  write(): void {
    const { state } = this;
    const { lang } = state;
    const { open, decided } = state.queue();
    const focused = document.activeElement instanceof HTMLElement && this.element.contains(document.activeElement) ? document.activeElement.dataset["of"] : null;
    this.element.setAttribute("aria-label", tell(lang, "mustDecide"));
    const empty = tell(lang, decided.length ? "allDecided" : "nothingOpen");
    this.element.replaceChildren(
      h("h2", {}, tell(lang, "mustDecide"), " ", h("span", { class: "count muted" }, count(lang, open.length))),
      open.length ? this.list(open) : h("p", { class: "muted" }, empty),
      ...(decided.length ? [h("h3", {}, tell(lang, "decidedAlready"), " ", h("span", { class: "count muted" }, count(lang, decided.length))), this.list(decided)] : []));
    if (focused) this.at(focused)?.focus({ preventScroll: true });
  }

  private list(mentions: Mention[]): HTMLElement {
    return h("ul", { class: "choices" }, ...mentions.map((mention) => h("li", {}, this.item(mention))));
  }

  private item(mention: Mention): HTMLElement {
    const { state } = this;
    const { key, found, decision, status } = mention;
    const why = status === "decided" ? this.outcome(mention) : found.doubts.map((doubt) => tell(state.lang, doubt)).join(" · ");
    const element = button({ class: "choice", "data-of": key, "data-status": status, "aria-current": key === state.selected ? "true" : null },
      () => undefined, h("strong", {}, bdi(state.words(mention))), h("span", { class: "muted" }, bdi(why)),
      decision?.by ? h("span", { class: "muted" }, bdi(tell(state.lang, "signed", { x: decision.by }))) : null);
    element.addEventListener("click", (event) => this.open(key, event.detail === 0));
    return element;
  }

  /** What was decided, in a few words. */
  private outcome({ decision, found }: Mention): string {
    const { state } = this;
    const { lang } = state;
    if (!decision) return "";
    if (decision.decide === "role") return term(lang, decision.role);
    if (decision.decide === "reject") return tell(lang, "reject");
    if (decision.decide === "move") return [tell(lang, "move"), decision.at ? degrees(decision.at[1], decision.at[0], 3) : ""].join(" ");
    const place = state.place(decision.place || (found.taken?.place ?? ""));
    const name = place ? state.named(place)[0] : decision.place;
    return decision.decide === "keep" ? [tell(lang, "keep"), name].filter(Boolean).join(": ") : name;
  }

  at(key: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-of="${key}"]`);
  }

  /** The one after or before what is chosen, in the order of the list; from nothing, the first. */
  beside(step: number): string | null {
    const keys = [...this.element.querySelectorAll<HTMLElement>("[data-of]")].map((item) => item.dataset["of"] ?? "");
    const now = this.state.selected === null ? -1 : keys.indexOf(this.state.selected);
    if (now < 0) return (step > 0 ? keys[0] : keys.at(-1)) ?? null;
    return keys[now + step] ?? null;
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...this.element.querySelectorAll<HTMLElement>("[data-of]")];
    const now = items.indexOf(document.activeElement as HTMLElement);
    const next = step && now >= 0 ? items[now + step] : undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
    this.open(next.dataset["of"] ?? "", false);
  }
}
