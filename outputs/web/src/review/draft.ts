/** What a person has put into the form so far, and the decision that it makes. */

import type { Decide, Decision } from "./data";
import { number, today, written } from "./fields";
import type { Mention, State } from "./state";
import type { ReviewWord } from "./words";

/** `choice` is a kind of decision, or `place:` and an id. All else is as typed. */
export interface Draft {
  key: string; choice: string; id: string; lat: string; lon: string; radius: string; precision: string; role: string; why: string; by: string; same: boolean;
}

/** What is wrong, and with which field. */
export interface Fault { field: keyof Draft; word: ReviewWord }

export const PLACE = "place:";

export function draftOf(state: State, { key, decision, found }: Mention): Draft {
  const blank = { key, choice: "", id: "", lat: "", lon: "", radius: "", precision: "", role: "", why: "", by: state.by, same: false };
  if (!decision) return blank;
  const told = { ...blank, why: decision.why, by: decision.by || state.by, role: decision.role, precision: decision.precision };
  if (decision.decide === "move" && decision.at) {
    return { ...told, choice: "move", lon: written(decision.at[0]), lat: written(decision.at[1]), radius: String(decision.radius_m ?? "") };
  }
  // A place kept that is not what majal takes now is, for whoever looks at it, a place chosen.
  const keeps = decision.decide === "keep" && ["", found.taken?.place ?? ""].includes(decision.place);
  if (keeps || decision.decide === "role" || decision.decide === "reject") return { ...told, choice: decision.decide };
  return state.place(decision.place) ? { ...told, choice: PLACE + decision.place } : { ...told, choice: "another", id: decision.place };
}

/** The first thing that is missing or cannot be, or null. */
export function fault(draft: Draft): Fault | null {
  const { choice, lat, lon, radius } = draft;
  if (!choice) return { field: "choice", word: "needChoice" };
  if (choice === "another" && !/^[^\s:]+:\S+$/.test(draft.id.trim())) return { field: "id", word: "needId" };
  if (choice === "role" && !draft.role) return { field: "role", word: "needRole" };
  if (choice === "move") {
    if (!within(lat, 90)) return { field: "lat", word: "needAt" };
    if (!within(lon, 180)) return { field: "lon", word: "needAt" };
    if (!draft.precision) return { field: "precision", word: "needPrecision" };
    const metres = number(radius);
    if (metres === null || metres <= 0 || metres >= 2e7) return { field: "radius", word: "needRadius" };
  }
  return draft.why.trim() ? null : { field: "why", word: "needWhy" };
}

const within = (text: string, limit: number): boolean => {
  const value = number(text);
  return value !== null && Math.abs(value) <= limit;
};

/** The decision of a sound draft about one name. */
export function decisionOf(state: State, draft: Draft, { start, end, found }: Mention): Decision {
  const { choice } = draft;
  const chosen = choice.startsWith(PLACE) ? choice.slice(PLACE.length) : draft.id.trim();
  const decide = (choice.startsWith(PLACE) || choice === "another" ? "place" : choice) as Decide;
  const moves = decide === "move";
  return {
    report: state.page.report.id, start, end, text: state.words({ start, end }), decide, why: draft.why.trim(), by: draft.by.trim(), on: today(),
    place: decide === "place" ? chosen : decide === "keep" ? (found.taken?.place ?? "") : "",
    role: decide === "role" ? draft.role : "",
    at: moves ? [Number(written(number(draft.lon) ?? 0)), Number(written(number(draft.lat) ?? 0))] : null,
    radius_m: moves ? number(draft.radius) : null,
    precision: moves ? draft.precision : "",
  };
}
