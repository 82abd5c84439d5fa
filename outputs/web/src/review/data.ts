/** What the review page is given: the JSON that outputs/web/review.py writes. */

import type { Lang, Report, Table, Words } from "../data";

/** Code points of the text, the end exclusive. */
export interface Span { start: number; end: number }

export type Doubt = "unplaced" | "abstained" | "fuzzy" | "thin";

export interface Place {
  name: string; name_ar: string; lon: number; lat: number; feature: string; precision: string; radius_m: number;
  country: string; division: Words | null; population: number;
}

/** What majal took a name for, with the side or distance that the words around it tell. */
export interface Taken { place: string; lon: number; lat: number; precision: string; radius_m: number | null; why: string; why_ar: string }

export interface Found extends Span {
  role: string; country: string; taken: Taken | null; doubts: Doubt[]; candidates: string[];
  /** Whether only a decision knows of it. */
  added: boolean;
}

export type Decide = "keep" | "place" | "move" | "role" | "reject";

export interface Decision extends Span {
  report: string; text: string; decide: Decide; why: string; by: string; on: string;
  place: string; role: string; at: [number, number] | null; radius_m: number | null; precision: string;
}

export interface Merge { events: string[]; decide: string; why: string; by: string; on: string }

export interface Unplaced extends Span { title: string; title_ar: string; why: string; why_ar: string }

export interface Precision extends Words { drawn: string; radius_m: number | null }

export interface Review {
  title: Words;
  languages: Lang[];
  report: Report;
  text: string;
  mentions: Found[];
  places: Record<string, Place>;
  countries: Record<string, Words>;
  /** Of places that came from elsewhere than the basemap's sources. */
  credits: string[];
  records: Table;
  /** Where each record is told of. */
  spots: ([number, number] | null)[];
  unplaced: Unplaced[];
  decisions: { mentions: Decision[]; merges: Merge[] };
  roles: string[];
  precision: Record<string, Precision>;
}
