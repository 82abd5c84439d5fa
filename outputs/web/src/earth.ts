/** Positions on the page: Web Mercator in world units (0..1 around the globe), and distances on the Earth. */

const LIMIT = 85.0511287798;
const MEAN_RADIUS_M = 6371008.8;

export const worldX = (lon: number): number => lon / 360 + 0.5;

export function worldY(lat: number): number {
  const kept = Math.max(-LIMIT, Math.min(LIMIT, lat));
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (kept * Math.PI) / 360)) / (2 * Math.PI);
}

export const lonOf = (x: number): number => (x - 0.5) * 360;
export const latOf = (y: number): number => (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;

/** Longitude brought into [west, west + 360). */
export function wrap(lon: number, west: number): number {
  return west + ((((lon - west) % 360) + 360) % 360);
}

/** Where to cut the globe so that what is drawn lies together: the eastern end of the widest empty stretch. */
export function seam(spans: Iterable<readonly [number, number]>): number {
  const taken = new Uint8Array(360);
  for (const [from, to] of spans) {
    for (let degree = Math.floor(from); degree <= Math.floor(Math.min(to, from + 359)); degree++) {
      taken[((degree % 360) + 540) % 360] = 1;
    }
  }
  let best = 0;
  let west = -180;
  let run = 0;
  for (let step = 0; step < 720; step++) {
    run = taken[step % 360] ? 0 : run + 1;
    if (run > best && run <= 360) {
      best = run;
      west = -180 + ((step + 1) % 360);
    }
  }
  return best >= 360 ? -180 : west;
}

/** Metres a world unit spans at a latitude: the scale bar's ruler, on the mean sphere. */
export const metresPerWorld = (lat: number): number => 2 * Math.PI * MEAN_RADIUS_M * Math.cos((lat * Math.PI) / 180);

/** "34.00° N 36.82° E". */
export function degrees(lat: number, lon: number, digits: number): string {
  const east = wrap(lon, -180);
  const part = (value: number, plus: string, minus: string): string =>
    `${Math.abs(value).toFixed(digits)}° ${value < 0 ? minus : plus}`;
  return `${part(lat, "N", "S")} ${part(east, "E", "W")}`;
}
