/** Light and dark: one list of colours in the style sheet, read from there for the canvas. */

export type Theme = "light" | "dark";

export interface Palette { [name: string]: string }

const NAMES = [
  "sea", "land", "coast", "border", "admin1", "lake", "label", "label-halo", "ink", "muted", "card", "halo",
  "strike", "airspace", "coordination", "notice", "facility", "campaign", "other",
  "ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5", "ramp-6",
];

export function preferred(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

export const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = (): boolean => matchMedia("(max-width: 700px)").matches;
