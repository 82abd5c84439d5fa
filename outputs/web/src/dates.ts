/** Intervals in words, in UTC. */

import type { Lang } from "./data";
import { locale } from "./i18n";

const DAY_MS = 86_400_000;

function format(lang: Lang, ms: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(lang), { timeZone: "UTC", ...options }).format(ms).replace(/,/g, "");
}

export const day = (lang: Lang, ms: number): string =>
  format(lang, ms, { weekday: "short", day: "numeric", month: "short", year: "numeric" });

export const plainDay = (lang: Lang, ms: number): string => format(lang, ms, { day: "numeric", month: "short", year: "numeric" });

export const clock = (lang: Lang, ms: number): string => format(lang, ms, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Left to right also within Arabic. */
const together = (text: string): string => `\u2066${text}\u2069`;

/** An inclusive end such as 08:59:59 read as the 09:00 that people say. */
const rounded = (ms: number): number => (ms % 60_000 >= 59_000 ? Math.ceil(ms / 60_000) * 60_000 : ms);

const startsDay = (ms: number): boolean => ms % DAY_MS === 0;
const endsDay = (ms: number): boolean => rounded(ms) % DAY_MS === 0;

export function point(lang: Lang, ms: number, whole: boolean): string {
  return whole ? day(lang, ms) : `${day(lang, ms)} ${together(`${clock(lang, ms)} UTC`)}`;
}

export function interval(lang: Lang, start: number, end: number): string {
  if (startsDay(start) && (endsDay(end) || start === end)) {
    return end - start < DAY_MS ? day(lang, start) : span(lang, start, end);
  }
  if (end - start < 1000) return point(lang, start, false);
  const sameDay = Math.floor(start / DAY_MS) === Math.floor((rounded(end) - 1) / DAY_MS);
  return sameDay
    ? `${day(lang, start)} ${together(`${clock(lang, start)}–${clock(lang, rounded(end))} UTC`)}`
    : `${point(lang, start, false)} – ${point(lang, rounded(end), false)}`;
}

/** "28 Oct – 4 Nov 2015". */
export function span(lang: Lang, start: number, end: number): string {
  const sameYear = new Date(start).getUTCFullYear() === new Date(end).getUTCFullYear();
  if (Math.floor(start / DAY_MS) === Math.floor(end / DAY_MS)) return plainDay(lang, start);
  const from = sameYear ? format(lang, start, { day: "numeric", month: "short" }) : plainDay(lang, start);
  return `${from} – ${plainDay(lang, end)}`;
}

export const oneSided = (lang: Lang, ms: number, isEnd: boolean): string => point(lang, ms, isEnd ? endsDay(ms) : startsDay(ms));
