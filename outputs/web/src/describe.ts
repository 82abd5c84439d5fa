/** A record in words: when, how precisely, what its coordinates do and do not mean. */

import { interval, oneSided } from "./dates";
import { metres, pick, say, term } from "./i18n";
import type { Records } from "./records";
import type { State } from "./state";

/** Where records are told from, and in which language. */
export interface Telling { records: Records; lang: State["lang"] }

export function title(state: Telling, row: number): string {
  return state.records.named(row, "title", state.lang) || term(state.lang, state.records.raw(row, "kind"));
}

export function when({ records, lang }: Telling, row: number): string {
  const [start, end] = [records.start[row] as number, records.end[row] as number];
  const open = [start === -Infinity, end === Infinity];
  // A facility is a place: it needs no date.
  if (open[0] && open[1]) return records.isFacility(row) ? "" : say(lang, "noDate");
  if (open[0]) {
    const word = records.raw(row, "basis") === "reported" ? "reportedBy" : "until";
    return say(lang, word, { x: oneSided(lang, end, true) });
  }
  if (open[1]) return say(lang, "since", { x: oneSided(lang, start, false) });
  return interval(lang, start, end);
}

/** How the map draws the record's precision. */
export const drawnAs = ({ page, records }: State, row: number): string => {
  const precision = records.raw(row, "precision");
  return Object.hasOwn(page.precision, precision) ? (page.precision[precision]?.drawn ?? "unknown") : "unknown";
};

export const isPoint = (state: State, row: number): boolean => ["dot", "dot_ring", "diamond"].includes(drawnAs(state, row));

/** "region, ±55 km". */
export function precision(state: State, row: number): string {
  const { page, records, lang } = state;
  const word = records.raw(row, "precision");
  if (!word) return "";
  const known = Object.hasOwn(page.precision, word) ? page.precision[word] : undefined;
  const words = known ? pick(lang, known) : term(lang, word);
  const radius = records.number(row, "radius_m");
  return radius !== null && drawnAs(state, row) !== "outline" ? `${words}${lang === "ar" ? "، " : ", "}±${metres(lang, radius)}` : words;
}

/** What stands after the coordinates. */
export function meaning(state: State, row: number): string {
  const { page, records, lang } = state;
  const radius = records.number(row, "radius_m");
  const reach = radius === null ? "" : `±${metres(lang, radius)}`;
  const word = records.raw(row, "precision");
  const what = Object.hasOwn(page.precision, word) ? pick(lang, page.precision[word] ?? { en: "", ar: "" }) : "";
  switch (drawnAs(state, row)) {
    case "dot":
    case "dot_ring":
      return say(lang, "isPoint", { r: reach });
    case "diamond":
      return say(lang, "isFacility", { r: reach });
    case "ring":
    case "hatch":
      return say(lang, records.raw(row, "kind").includes("strike") ? "isMiddle" : "isMiddleCalm", { what });
    case "outline":
      return say(lang, "isSomewhere");
    default:
      return say(lang, "isUnknown");
  }
}

/** Decimals that the precision can bear. */
export function digits(state: State, row: number): number {
  const radius = state.records.number(row, "radius_m");
  return radius === null || radius > 5000 ? 2 : radius > 500 ? 3 : 4;
}
