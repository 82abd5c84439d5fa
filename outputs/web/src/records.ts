/** The records table: columns as they came, read one cell at a time. */

import { cell, type Claim, type Column, type Count, type Distance, type Lang, type Table } from "./data";
import { clean, fold } from "./text";

const NOT_EVENTS = new Set(["facility", "coordination_link", "hotline"]);

export class Records {
  readonly count: number;
  /** Interval in ms since 1970; an open end is infinite. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  private readonly columns: Record<string, Column>;
  private readonly told: Record<string, Column>;
  /** Claims of a row: from the first of its own to the first of the next. */
  private readonly first: Int32Array;
  private readonly haystacks: (string | undefined)[] = [];

  constructor(table: Table) {
    this.count = table.count;
    this.columns = table.columns;
    this.told = table.claims.columns;
    this.first = new Int32Array(this.count + 1);
    for (const row of table.claims.of) (this.first[row + 1] as number)++;
    for (let row = 0; row < this.count; row++) (this.first[row + 1] as number) += this.first[row] as number;
    this.start = Float64Array.from({ length: this.count }, (_, row) => this.number(row, "start") ?? -Infinity);
    this.end = Float64Array.from({ length: this.count }, (_, row) => this.number(row, "end") ?? Infinity);
  }

  text(row: number, column: string): string {
    const value = cell(this.columns[column], row);
    return typeof value === "string" ? clean(value) : "";
  }

  raw(row: number, column: string): string {
    const value = cell(this.columns[column], row);
    return typeof value === "string" ? value : "";
  }

  number(row: number, column: string): number | null {
    const value = cell(this.columns[column], row);
    return typeof value === "number" ? value : null;
  }

  private list<T>(row: number, column: string): T[] {
    const value = cell(this.columns[column], row);
    return Array.isArray(value) ? (value as T[]) : [];
  }

  actors = (row: number): string[] => this.list<string>(row, "actors");
  targets = (row: number): string[] => this.list<string>(row, "targets");
  counts = (row: number): Count[] => this.list<Count>(row, "counts");
  distances = (row: number): Distance[] => this.list<Distance>(row, "distances");

  claims(row: number): Claim[] {
    const claims: Claim[] = [];
    for (let at = this.first[row] as number; at < (this.first[row + 1] as number); at++) {
      const word = (column: string): string => String(cell(this.told[column], at) ?? "");
      claims.push({
        speaker: word("speaker"), stance: word("stance"), quote: word("quote"), lang: word("lang"), said: word("said"),
        source: word("source"), url: word("url"), through: (cell(this.told["through"], at) as string[] | undefined) ?? [],
      });
    }
    return claims;
  }

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
