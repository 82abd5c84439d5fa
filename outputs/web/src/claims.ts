/** Who says so, in which words, and who denies it. */

import type { Claim } from "./data";
import type { Telling } from "./describe";
import { bdi, h } from "./dom";
import { say } from "./i18n";
import { clean } from "./text";

const STANCE = { claims: "says", confirms: "confirms", denies: "denies", no_comment: "noComment" } as const;

/** Those who say so first, then those who deny it or stay silent. */
export function claims(state: Telling, row: number): HTMLElement[] {
  const told = state.records.claims(row);
  if (!told.length) return state.records.isEvent(row) ? [h("p", { class: "muted" }, say(state.lang, "nobody"))] : [];
  const against = (claim: Claim): boolean => claim.stance === "denies" || claim.stance === "no_comment";
  return [...told.filter((claim) => !against(claim)), ...told.filter(against)].map((claim) => claimed(state, claim));
}

function claimed({ lang }: Telling, claim: Claim): HTMLElement {
  const known = Object.hasOwn(STANCE, claim.stance) ? STANCE[claim.stance as keyof typeof STANCE] : null;
  const through = (claim.through ?? []).map(clean).filter(Boolean);
  const quote = clean(claim.quote).trim();
  const head = h("p", { class: "speaker" }, h("strong", {}, bdi(claim.speaker)), " ",
    through.length ? h("span", { class: "muted" }, bdi(say(lang, "through", { x: through.join(" ← ") })), " · ") : null,
    h("span", { class: `stance ${known ?? ""}` }, known ? say(lang, known) : bdi(claim.stance)),
    claim.said ? h("span", { class: "muted" }, " · ", say(lang, "said"), " ", bdi(claim.said)) : null);
  const words = quote && h("blockquote", { dir: "auto", lang: /^[a-z]{2,3}$/.test(claim.lang ?? "") ? claim.lang : null }, quoted(quote));
  return h("div", { class: "claim" }, head, words || null);
}

/** In the marks of the quote's own script. */
export const quoted = (words: string): string => (/[\u0600-\u06ff]/.test(words) ? `«${words}»` : `“${words}”`);
