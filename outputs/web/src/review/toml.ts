/** Decisions as the TOML file that majal reads: layers/decisions.py. */

import type { Decision, Merge } from "./data";

const HEAD = "# Written by majal's review page. Apply it with: majal read REPORT --decisions FILE\n";
const SHORT: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };
// What TOML forbids in a string, and what an editor would hide, reorder or lose: bidi marks, joiners, line separators.
const ESCAPED = /["\\\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export const quote = (text: string): string =>
  `"${text.replace(ESCAPED, (letter) => SHORT[letter] ?? `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

/** A day stands bare, as TOML's own dates do; whatever else a person wrote stays a text. */
function day(on: string): string {
  const at = new Date(`${on}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(on) && !Number.isNaN(+at) && at.toISOString().startsWith(on) ? on : quote(on);
}

const signed = ({ by, on }: { by: string; on: string }): string[] => [...(by ? [`by = ${quote(by)}`] : []), ...(on ? [`on = ${day(on)}`] : [])];

function mention(made: Decision): string[] {
  return [
    "[[mention]]", `report = ${quote(made.report)}`, `span = [${made.start}, ${made.end}]`, `text = ${quote(made.text)}`,
    `decide = ${quote(made.decide)}`, ...(made.place ? [`place = ${quote(made.place)}`] : []), ...(made.role ? [`role = ${quote(made.role)}`] : []),
    ...(made.at ? [`at = [${made.at[0]}, ${made.at[1]}]`] : []), ...(made.radius_m === null ? [] : [`radius_m = ${made.radius_m}`]),
    ...(made.precision ? [`precision = ${quote(made.precision)}`] : []), `why = ${quote(made.why)}`, ...signed(made),
  ];
}

function merge(made: Merge): string[] {
  return ["[[merge]]", `events = [${made.events.map(quote).join(", ")}]`, `decide = ${quote(made.decide)}`, `why = ${quote(made.why)}`, ...signed(made)];
}

export function toml(mentions: Decision[], merges: Merge[]): string {
  return [HEAD, ...[...mentions.map(mention), ...merges.map(merge)].map((lines) => `\n${lines.join("\n")}\n`)].join("");
}
