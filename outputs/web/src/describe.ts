/** A record in words: when, how precisely, what its coordinates do and do not mean. */

import { interval, oneSided } from "./dates";
import { count, form, metres, phrase, pick, say, term } from "./i18n";
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

function classWords({ page, lang }: State, word: string): string {
  const known = Object.hasOwn(page.precision, word) ? page.precision[word] : undefined;
  return known ? pick(lang, known) : term(lang, word);
}

/** "region, ±55 km". */
export function precision(state: State, row: number): string {
  const { records, lang } = state;
  const words = classWords(state, records.raw(row, "precision"));
  if (!words) return "";
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

/** "259 incidents, all placed at the town's centre". */
export function stackTitle(state: State, rows: number[]): string {
  const { page, lang } = state;
  const found = classes(state, rows).map(([word]) => (Object.hasOwn(page.precision, word) ? page.precision[word]?.stand : undefined));
  const where = pick(lang, (found.length === 1 && found[0]) || page.stacks.point);
  const { forms } = page.stacks;
  const words = forms[form(rows.length)] ?? forms["other"] ?? { en: "", ar: "" };
  return phrase(lang, [words.en, words.ar], { n: count(lang, rows.length), where });
}

/** What the point of a stack does and does not mean: how far from it each event may have been, or how this differs. */
export function stackMeaning(state: State, rows: number[]): string {
  const { lang, records } = state;
  const first = rows[0];
  if (first === undefined) return "";
  const found = classes(state, rows);
  if (found.length === 1) {
    const same = rows.every((row) => records.number(row, "radius_m") === records.number(first, "radius_m"));
    const known = same ? precision(state, first) : classWords(state, records.raw(first, "precision"));
    return [say(lang, "known", { p: known }), isPoint(state, first) ? "" : say(lang, "notHit")].join(" ").trim();
  }
  const parts = found.map(([word, many]) => `${count(lang, many)} ${classWords(state, word)}`).join(lang === "ar" ? "، " : ", ");
  return say(lang, "mixedStack", { parts });
}

/** The name of the place, where all have the same; else nothing. */
export function stackPlace({ records, lang }: State, rows: number[]): string {
  const names = new Set(rows.map((row) => records.named(row, "place_name", lang)));
  return names.size === 1 ? [...names].join("") : "";
}

/** The precision classes of these, the most frequent first, with how many have each. */
function classes({ records }: State, rows: number[]): [string, number][] {
  const many = new Map<string, number>();
  for (const row of rows) many.set(records.raw(row, "precision"), (many.get(records.raw(row, "precision")) ?? 0) + 1);
  return [...many].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Decimals that the precision can bear. */
export function digits(state: State, row: number): number {
  const radius = state.records.number(row, "radius_m");
  return radius === null || radius > 5000 ? 2 : radius > 500 ? 3 : 4;
}
