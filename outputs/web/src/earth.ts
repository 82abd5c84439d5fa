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

const EQUATOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;
const POLE_M = EQUATOR_M * (1 - FLATTENING);

/** Where a geodesic on WGS 84 ends, as [lon, lat]: Vincenty's direct formula (Survey Review 23, 1975), right to a millimetre. */
export function destination(lon: number, lat: number, azimuth: number, metres: number): [number, number] {
  const turn = Math.PI / 180;
  const [sinAzimuth, cosAzimuth] = [Math.sin(azimuth * turn), Math.cos(azimuth * turn)];
  const tanU = (1 - FLATTENING) * Math.tan(lat * turn);
  const cosU = 1 / Math.hypot(1, tanU);
  const sinU = tanU * cosU;
  const first = Math.atan2(tanU, cosAzimuth);
  const sinAlpha = cosU * sinAzimuth;
  const cosSqAlpha = 1 - sinAlpha ** 2;
  const uSq = (cosSqAlpha * (EQUATOR_M ** 2 - POLE_M ** 2)) / POLE_M ** 2;
  const a = 1 + (uSq / 16384) * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
  const b = (uSq / 1024) * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
  let sigma = metres / (POLE_M * a);
  for (let round = 0; round < 50; round++) {
    const middle = Math.cos(2 * first + sigma);
    const change = b * Math.sin(sigma) * (middle + (b / 4) * (Math.cos(sigma) * (2 * middle ** 2 - 1)
      - (b / 6) * middle * (4 * Math.sin(sigma) ** 2 - 3) * (4 * middle ** 2 - 3)));
    const next = metres / (POLE_M * a) + change;
    if (Math.abs(next - sigma) < 1e-12) break;
    sigma = next;
  }
  const [sinSigma, cosSigma] = [Math.sin(sigma), Math.cos(sigma)];
  const middle = Math.cos(2 * first + sigma);
  const across = sinU * sinSigma - cosU * cosSigma * cosAzimuth;
  const endLat = Math.atan2(sinU * cosSigma + cosU * sinSigma * cosAzimuth, (1 - FLATTENING) * Math.hypot(sinAlpha, across));
  const lambda = Math.atan2(sinSigma * sinAzimuth, cosU * cosSigma - sinU * sinSigma * cosAzimuth);
  const c = (FLATTENING / 16) * cosSqAlpha * (4 + FLATTENING * (4 - 3 * cosSqAlpha));
  const east = lambda - (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * (middle + c * cosSigma * (2 * middle ** 2 - 1)));
  return [lon + east / turn, endLat / turn];
}

/** A geodesic circle as [lon, lat], continuous in longitude; around a pole it is closed along the map's edge. */
export function circle(lon: number, lat: number, metres: number, vertices = 96): [number, number][] {
  const ring: [number, number][] = [];
  for (let i = 0; i <= vertices; i++) {
    const [x, y] = destination(lon, lat, (i * 360) / vertices, metres);
    const before = ring.at(-1)?.[0] ?? lon;
    ring.push([wrap(x, before - 180), y]);
  }
  const [start, end] = [ring[0] as [number, number], ring.at(-1) as [number, number]];
  if (Math.abs(end[0] - start[0]) < 180) return ring;
  const edge = lat > 0 ? 90 : -90;
  return [...ring, [end[0], edge], [start[0], edge]];
}

/** "34.00° N 36.82° E". */
export function degrees(lat: number, lon: number, digits: number): string {
  const east = wrap(lon, -180);
  const part = (value: number, plus: string, minus: string): string =>
    `${Math.abs(value).toFixed(digits)}° ${value < 0 ? minus : plus}`;
  return `${part(lat, "N", "S")} ${part(east, "E", "W")}`;
}
