/** What the page is given: the JSON that outputs/web/payload.py writes, and how it is opened. */

export type Lang = "en" | "ar";
export interface Words { en: string; ar: string }
export interface LegendEntry { group: Words; label: Words; shape: string; hue: string }

/** Rings and lines are flat: lon, lat, lon, lat, ... */
export interface Drawn { areas?: number[][][]; lines?: number[][] }

/** Rows and columns of equal steps in Web Mercator; `runs`: class and length by turns, class 0 is nothing, 1 the legend's first. */
export interface GridData { box: [number, number, number, number]; columns: number; rows: number; runs: number[] }

export interface LayerData {
  name: string;
  title: Words;
  legend: LegendEntry[];
  attribution: string;
  licence: string;
  notes: Words[];
  /** Columns, one value a feature: row of the records table, row of the legend, position of a point. */
  record: number[];
  entry: number[];
  lon: (number | null)[];
  lat: (number | null)[];
  /**
   * What features that are no points look like, each once: shapes, then geodesic discs (lon, lat, metres, flat); and which of
   * these a feature is, -1 for a point.
   */
  shapes: Drawn[];
  discs: number[];
  shape: number[];
  /** A layer that is a grid has no features. */
  grid?: GridData;
}

export interface Claim {
  speaker: string; through: string[]; stance: string; quote: string; lang: string; said: string; source: string; url: string;
}

export interface Count { what?: string; min?: number | null; max?: number | null; text?: string }
export interface Distance { text?: string; metres?: number | null; of?: string }

export interface Report {
  id: string; name: string; title: string; outlet: string; url: string; published: string; language: string; retracted: boolean;
}

export interface Unplaced { title: string; title_ar: string; why: string; why_ar: string; quote: string; report: string }

/** One value a row; or each different value once, and the number of each row's value, without which all are the first. */
export type Column = unknown[] | { values: unknown[]; of?: number[] };

export interface Table { count: number; columns: Record<string, Column>; claims: { of: number[]; columns: Record<string, Column> } }

export function cell(column: Column | undefined, row: number): unknown {
  if (column === undefined || Array.isArray(column)) return column?.[row];
  return column.values[column.of ? (column.of[row] as number) : 0];
}

export interface Payload {
  title: Words;
  languages: Lang[];
  reports: Report[];
  unplaced: Unplaced[];
  rejected: number;
  records: Table;
  layers: LayerData[];
  /** What a stack is in words, by plural form, with {n} and {where}; and where, if it is of several classes. */
  stacks: { forms: Record<string, Words>; point: Words };
  /** Each class in words, how it is drawn, and what a stack of it stands at: "the town's centre". */
  precision: Record<string, Words & { drawn: string; stand: Words }>;
}

export interface CountryName { en: string; ar: string; lon: number; lat: number; rank: number }
export interface TownName { en: string; ar: string; lon: number; lat: number; population: number; capital: boolean }

/** Nested lists whose innermost are flat coordinates; how deep does not matter for drawing. */
export type Nested = number[] | Nested[];

export interface BasemapData {
  bounds?: [number, number, number, number];
  land?: Nested; lakes?: Nested; borders?: Nested; admin1?: Nested; disputed?: Nested;
  world?: { land?: Nested; lakes?: Nested; borders?: Nested };
  countries?: CountryName[];
  towns?: TownName[];
  credits?: string[] | string;
}

/** Reads one data block of the page; large ones are gzip in base64. */
export async function open<T>(id: string): Promise<T> {
  const block = document.getElementById(id);
  const text = block?.textContent ?? "";
  if (block?.getAttribute("data-encoding") !== "gzip") return JSON.parse(text) as T;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as T;
}
