/** How much is known to have happened when: solid where the bin is sure, faint where an interval only touches it. */

import type { Records } from "./records";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = [HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS, 30 * DAY_MS, 91 * DAY_MS, 365 * DAY_MS, 3650 * DAY_MS, 36500 * DAY_MS];
const MOST_BINS = 80;
/** What an event without an end adds to each later bin: a trace, since it may still go on. */
const TAIL = 0.12;

export interface Scale { from: number; step: number; bins: number; low: number; high: number }

/** Bins around every finite time, or null where nothing is dated. */
export function scaleOf(records: Records): Scale | null {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < records.count; row++) {
    for (const time of [records.start[row] as number, records.end[row] as number]) {
      if (!Number.isFinite(time)) continue;
      low = Math.min(low, time);
      high = Math.max(high, time);
    }
  }
  if (low > high) return null;
  // Reports tell days: hours only where there are few days.
  const finest = high - low > 4 * DAY_MS ? DAY_MS : HOUR_MS;
  const step = STEPS_MS.find((size) => size >= finest && (high - low) / size < MOST_BINS - 3) ?? (STEPS_MS.at(-1) as number);
  const from = (Math.floor(low / step) - 1) * step;
  return { from, step, bins: Math.max(12, Math.floor((high - from) / step) + 2), low, high };
}

export interface Masses { sure: Float64Array; faint: Float64Array; most: number }

export function masses(records: Records, scale: Scale, counts: (row: number) => boolean): Masses {
  const sure = new Float64Array(scale.bins);
  const rise = new Float64Array(scale.bins + 1);
  const spread = (first: number, last: number, mass: number): void => {
    rise[first] = (rise[first] ?? 0) + mass;
    rise[last + 1] = (rise[last + 1] ?? 0) - mass;
  };
  const bin = (time: number): number => Math.max(0, Math.min(scale.bins - 1, Math.floor((time - scale.from) / scale.step)));
  for (let row = 0; row < records.count; row++) {
    if (!counts(row)) continue;
    const [start, end] = [records.start[row] as number, records.end[row] as number];
    if (!Number.isFinite(start) && !Number.isFinite(end)) continue;
    if (!Number.isFinite(start)) spread(bin(end), bin(end), 1);
    else if (!Number.isFinite(end)) {
      sure[bin(start)] = (sure[bin(start)] ?? 0) + 1;
      if (bin(start) + 1 < scale.bins) spread(bin(start) + 1, scale.bins - 1, TAIL);
    } else if (bin(start) === bin(end)) sure[bin(start)] = (sure[bin(start)] ?? 0) + 1;
    else spread(bin(start), bin(end), 1 / (bin(end) - bin(start) + 1));
  }
  const faint = new Float64Array(scale.bins);
  let [level, most] = [0, 0];
  for (let at = 0; at < scale.bins; at++) {
    level += rise[at] ?? 0;
    faint[at] = Math.max(0, level);
    most = Math.max(most, (sure[at] as number) + (faint[at] as number));
  }
  return { sure, faint, most };
}
