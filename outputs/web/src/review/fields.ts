/** Numbers as people type them. */

/** A number in degrees or metres; Arabic-Indic digits and the decimal comma are understood. */
export function number(text: string): number | null {
  const plain = text.trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٫,]/g, ".").replace(/[−–]/g, "-").replace(/°$/, "");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** A pair such as "34.05, 36.75", pasted whole: latitude first, as people and other maps write it. */
export function pair(text: string): [number, number] | null {
  const [lat, lon, ...more] = text.trim().split(/\s*[,;،]\s+|\s*[;،]\s*|\s+|(?<=\.\d+),/).map(number);
  return lat === undefined || lon === undefined || lat === null || lon === null || more.length ? null : [lat, lon];
}

/** Six decimals are 11 cm: finer than any click. */
export const written = (degrees: number): string => String(Number(degrees.toFixed(6)));

/** Today where the person sits, as 2026-11-22. */
export function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
