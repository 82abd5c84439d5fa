/** The records table: columns as they came, read one cell at a time. */

import type { Claim, Columns, Count, Distance, Lang } from "./data";
import { clean, fold } from "./text";

const NOT_EVENTS = new Set(["facility", "coordination_link", "hotline"]);

export class Records {
  readonly count: number;
  /** Interval in ms since 1970; an open end is infinite. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  private readonly columns: Record<string, unknown[]>;
  private readonly haystacks: (string | undefined)[] = [];

  constructor(table: Columns) {
    this.count = table.count;
    this.columns = table.columns;
    this.start = Float64Array.from({ length: this.count }, (_, row) => this.number(row, "start") ?? -Infinity);
    this.end = Float64Array.from({ length: this.count }, (_, row) => this.number(row, "end") ?? Infinity);
  }

  text(row: number, column: string): string {
    const value = this.columns[column]?.[row];
    return typeof value === "string" ? clean(value) : "";
  }

  raw(row: number, column: string): string {
    const value = this.columns[column]?.[row];
    return typeof value === "string" ? value : "";
  }

  number(row: number, column: string): number | null {
    const value = this.columns[column]?.[row];
    return typeof value === "number" ? value : null;
  }

  private list<T>(row: number, column: string): T[] {
    const value = this.columns[column]?.[row];
    return Array.isArray(value) ? (value as T[]) : [];
  }

  actors = (row: number): string[] => this.list<string>(row, "actors");
  targets = (row: number): string[] => this.list<string>(row, "targets");
  counts = (row: number): Count[] => this.list<Count>(row, "counts");
  distances = (row: number): Distance[] => this.list<Distance>(row, "distances");
  claims = (row: number): Claim[] => this.list<Claim>(row, "claims");

  isEvent = (row: number): boolean => !NOT_EVENTS.has(this.raw(row, "kind"));
  isFacility = (row: number): boolean => this.raw(row, "kind") === "facility";
  undated = (row: number): boolean =>
    this.start[row] === -Infinity && this.end[row] === Infinity && !this.isFacility(row);

  /** The English and Arabic words of a field that has both, the language of the page first. */
  named(row: number, column: string, lang: Lang): string {
    const [first, second] = lang === "ar" ? [`${column}_ar`, column] : [column, `${column}_ar`];
    return this.text(row, first) || this.text(row, second);
  }

  /** Whether every word is somewhere in the record. */
  has(row: number, words: string[]): boolean {
    const haystack = (this.haystacks[row] ??= this.haystack(row));
    return words.every((word) => haystack.includes(word));
  }

  private haystack(row: number): string {
    const parts = ["title", "title_ar", "place_name", "place_name_ar", "from_name", "from_name_ar", "to_name", "to_name_ar",
      "country", "source", "kind", "when_text", "why"].map((column) => this.text(row, column));
    const told = this.claims(row).flatMap((claim) => [claim.speaker, ...(claim.through ?? []), claim.quote]);
    return fold([...parts, ...this.actors(row), ...this.targets(row), ...told].join(" \n "));
  }
}
