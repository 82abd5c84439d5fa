/** What is told but not on the map, and where everything comes from. */

import type { BasemapData, Unplaced } from "./data";
import { bdi, h, link, ltr } from "./dom";
import { count, pick, say } from "./i18n";
import type { State } from "./state";
import { clean } from "./text";

/** What each layer could not draw, and why; and that a grid stays as it is. */
export function notes({ page, lang }: State): HTMLElement | null {
  const told = new Set(page.layers.flatMap((layer) => layer.notes.map((note) => clean(pick(lang, note)))));
  if (page.layers.some((layer) => layer.grid)) told.add(say(lang, "gridStays"));
  return told.size ? h("section", { class: "foot notes" }, ...[...told].map((note) => h("p", { class: "muted" }, bdi(note)))) : null;
}

export function notOnMap(state: State): HTMLElement | null {
  const { page, lang } = state;
  const items = page.unplaced;
  if (!items.length && !page.rejected) return null;
  const rejected = page.rejected ? h("p", { class: "muted" }, say(lang, "rejected", { n: count(lang, page.rejected) })) : null;
  return h("section", { class: "foot unplaced" },
    h("h3", {}, say(lang, "notOnMap"), h("span", { class: "number count" }, count(lang, items.length))),
    h("ul", {}, ...items.slice(0, 500).map((item) => line(state, item))), rejected);
}

function line({ lang }: State, item: Unplaced): HTMLElement {
  const both = (english: string, arabic: string): string => clean(lang === "ar" ? arabic || english : english || arabic);
  const why = both(item.why, item.why_ar);
  const quote = clean(item.quote);
  return h("li", { class: "muted" }, h("span", { class: "what" }, bdi(both(item.title, item.title_ar))), why ? ": " : null, why ? bdi(why) : null,
    quote ? h("q", { dir: "auto" }, quote) : null);
}

export function reports({ page, lang }: State): HTMLElement | null {
  if (!page.reports.length) return null;
  const items = page.reports.map((report) =>
    h("li", { class: "muted" }, link(report.url, clean(report.title || report.outlet || report.name)),
      report.outlet && report.title ? h("span", {}, " · ", bdi(report.outlet)) : null,
      report.published ? h("span", {}, " · ", ltr(clean(report.published))) : null,
      report.retracted ? h("strong", {}, " · ", say(lang, "retracted")) : null));
  return h("details", { class: "foot" }, h("summary", {}, say(lang, "reports"), h("span", { class: "number count" }, count(lang, items.length))), h("ul", {}, ...items));
}

export function credits({ page, lang }: State, basemap: BasemapData): HTMLElement {
  const lines = new Set<string>();
  for (const layer of page.layers) {
    const words = [layer.attribution, layer.licence].map(clean).filter(Boolean).join(" · ");
    if (words) lines.add(words);
  }
  for (const credit of [basemap.credits ?? []].flat()) lines.add(clean(credit));
  return h("details", { class: "foot" }, h("summary", {}, say(lang, "credits")),
    h("ul", {}, ...[...lines, say(lang, "code")].map((words) => h("li", { class: "muted" }, bdi(words)))),
    h("p", { class: "muted" }, say(lang, "borders")));
}
