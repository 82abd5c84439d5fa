/** The names of the report with what was decided about them: the one place where the parts of the page meet. */

import type { Lang, Words } from "../data";
import { Records } from "../records";
import { preferred, type Theme } from "../theme";
import type { Decision, Found, Merge, Place, Review, Span } from "./data";
import { Letters } from "./letters";
import { keep, kept } from "./storage";

export type Status = "open" | "decided" | "plain" | "fresh";

/** A name as the page shows it. */
export interface Mention extends Span { key: string; found: Found; decision: Decision | null; role: string; status: Status }

export type Change = "decide" | "select" | "words" | "theme";

export const keyOf = ({ start, end }: Span): string => `${start}-${end}`;
const meet = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
const PLACED = new Set(["place", "move"]);

export class State {
  readonly letters: Letters;
  readonly records: Records;
  lang: Lang;
  theme: Theme = preferred();
  selected: string | null = null;
  /** Who decides; asked once. */
  by = "";
  /** Whether decisions came back that were made in this tab before. */
  readonly restored: boolean;
  /** Those about this report by span, in their order; what was saved last. */
  private made: Map<string, Decision>;
  private saved: string;
  private readonly base: string;
  /** Words that a person chose, not decided yet. */
  private pending: Span | null = null;
  private readonly found = new Map<string, Found>();
  private shown: Mention[] | null = null;
  private readonly listeners: ((change: Change) => void)[] = [];

  constructor(readonly page: Review) {
    this.letters = new Letters(page.text);
    this.records = new Records(page.records);
    this.lang = page.languages[0] ?? "en";
    for (const found of page.mentions) this.found.set(keyOf(found), found);
    const given = page.decisions.mentions.filter(({ report }) => report === page.report.id);
    this.made = byKey(given);
    this.base = this.saved = this.digest();
    const before = kept(page.report.id, this.base);
    if (before) [this.made, this.by, this.saved] = [byKey(before.made), before.by, before.saved];
    this.restored = this.unsaved() > 0;
  }

  on(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  tell(change: Change): void {
    if (change === "decide") this.shown = null;
    for (const listener of this.listeners) listener(change);
  }

  /** In the order of the text; a decided span stands in place of what was found there. */
  mentions(): Mention[] {
    if (this.shown) return this.shown;
    const own: Span[] = [...this.made.values(), ...(this.pending ? [this.pending] : [])];
    const keys = new Set(own.map(keyOf));
    const read = this.page.mentions.filter((found) => !found.added && !keys.has(keyOf(found)) && !own.some((span) => meet(span, found)));
    this.shown = [...read, ...own].sort((a, b) => a.start - b.start || a.end - b.end).map((span) => this.mention(span));
    return this.shown;
  }

  get(key: string | null): Mention | null {
    return this.mentions().find((mention) => mention.key === key) ?? null;
  }

  private mention(span: Span): Mention {
    const key = keyOf(span);
    const found = this.found.get(key) ?? this.missed(span);
    const decision = this.made.get(key) ?? null;
    const status = decision ? "decided" : this.pending && keyOf(this.pending) === key && found.added ? "fresh" : found.doubts.length ? "open" : "plain";
    return { ...span, key, found, decision, status, role: roleOf(found, decision) };
  }

  /** What a name is like that majal did not find: the same words elsewhere tell of its candidates. */
  private missed({ start, end }: Span): Found {
    const words = this.words({ start, end });
    const like = this.page.mentions.find((found) => this.words(found) === words);
    return { start, end, role: "other", country: "", taken: null, doubts: [], candidates: like?.candidates ?? [], added: true };
  }

  words({ start, end }: Span): string {
    return this.letters.slice(start, end);
  }

  /** Names that need a person, or had one, in the order of the text. */
  queue(): { open: Mention[]; decided: Mention[] } {
    const all = this.mentions();
    return { open: all.filter(({ status }) => status === "open"), decided: all.filter(({ status }) => status === "decided") };
  }

  select(key: string | null): void {
    if (this.pending && key !== keyOf(this.pending)) {
      this.pending = null;
      this.selected = key;
      this.tell("decide");
    }
    this.selected = key;
    this.tell("select");
  }

  /** Makes a name of words that majal did not take for one; tells whether that can be. */
  begin(span: Span): boolean {
    const key = keyOf(span);
    const known = this.get(key);
    if (!known && [...this.made.values()].some((made) => meet(made, span))) return false;
    this.pending = known ? null : span;
    this.selected = key;
    this.tell("decide");
    this.tell("select");
    return true;
  }

  decide(...decisions: Decision[]): void {
    for (const made of decisions) this.made.set(keyOf(made), made);
    this.pending = null;
    this.changed();
  }

  takeBack(key: string): void {
    this.made.delete(key);
    if (this.found.get(key)?.added ?? true) this.selected = null;
    this.changed();
  }

  private changed(): void {
    this.keep();
    this.tell("decide");
    this.tell("select");
  }

  private keep(): void {
    keep(this.page.report.id, { made: [...this.made.values()], by: this.by, base: this.base, saved: this.saved });
  }

  private digest(): string {
    return JSON.stringify([...this.made.values()]);
  }

  /** How many decisions are not in the file yet. */
  unsaved(): number {
    const before = new Map((JSON.parse(this.saved) as Decision[]).map((made) => [keyOf(made), JSON.stringify(made)]));
    const changed = [...this.made].filter(([key, made]) => before.get(key) !== JSON.stringify(made)).length;
    return changed + [...before.keys()].filter((key) => !this.made.has(key)).length;
  }

  markSaved(): void {
    this.saved = this.digest();
    this.keep();
    this.tell("words");
  }

  /** Everything for the file: what came with the page in its order, then what is new; merges and other reports as they were. */
  all(): { mentions: Decision[]; merges: Merge[] } {
    const { mentions, merges } = this.page.decisions;
    const mine = new Map(this.made);
    const out: Decision[] = [];
    for (const given of mentions) {
      if (given.report !== this.page.report.id) out.push(given);
      else {
        const now = mine.get(keyOf(given));
        if (now) out.push(now);
        mine.delete(keyOf(given));
      }
    }
    return { mentions: [...out, ...mine.values()], merges };
  }

  place(id: string): Place | null {
    return Object.hasOwn(this.page.places, id) ? (this.page.places[id] ?? null) : null;
  }

  /** The name of a place in the language of the page first, and in the other where that differs. */
  named({ name, name_ar }: Place): [string, string] {
    const [first, second] = this.lang === "ar" ? [name_ar || name, name] : [name || name_ar, name_ar];
    return [first, second === first ? "" : second];
  }

  country(code: string): Words | null {
    return Object.hasOwn(this.page.countries, code) ? (this.page.countries[code] ?? null) : null;
  }
}

const byKey = (decisions: Decision[]): Map<string, Decision> => new Map(decisions.map((made) => [keyOf(made), made]));

function roleOf(found: Found, decision: Decision | null): string {
  if (decision?.decide === "role") return decision.role;
  if (decision?.decide === "reject") return "rejected";
  if (decision && PLACED.has(decision.decide)) return ["event_place", "support_place"].includes(found.role) ? found.role : "place";
  return found.added ? "place" : found.role;
}
