/** Decisions that are not saved yet survive a reload of their tab, where the browser lets a page keep anything. */

import type { Decision } from "./data";

/** `base` is what the page came with: a page made anew with other decisions begins from those. `saved` went to a file last. */
interface Kept { made: Decision[]; by: string; base: string; saved: string }

const name = (report: string): string => `majal-review ${report}`;

export function keep(report: string, what: Kept): void {
  try {
    sessionStorage.setItem(name(report), JSON.stringify(what));
  } catch {
    // Closed or full: the page works without, and warns before it is left.
  }
}

export function kept(report: string, base: string): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(name(report)) ?? "null") as Kept | null;
    return found?.base === base && Array.isArray(found.made) ? found : null;
  } catch {
    return null;
  }
}
