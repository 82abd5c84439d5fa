/** Text of unknown origin, made safe to look at and easy to find. */

// Bidi overrides and isolates, invisible marks, and C0/C1 controls. The joiners U+200C and U+200D stay: Persian and emoji need them.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const BREAKS = /[\t\n\r\u0085\u2028\u2029]+/g;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text without what could reorder, hide or break it. */
export function clean(text: unknown): string {
  if (text === null || text === undefined) return "";
  return String(text).replace(BREAKS, " ").replace(UNSEEN, "").replace(LONE, "\ufffd");
}

const MARKS = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u0300-\u036f]/g;
const SAME: Record<string, string> = {
  "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ی": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ء": "",
};
const SAME_LETTERS = new RegExp(`[${Object.keys(SAME).join("")}]`, "g");

/** Folds case, accents, Arabic spelling variants and Arabic-Indic digits, so that words are found however they are written. */
export function fold(text: unknown): string {
  return clean(text)
    .replace(SAME_LETTERS, (letter) => SAME[letter] ?? letter)
    .normalize("NFKD")
    .replace(MARKS, "")
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[\u2018\u2019'`’]/g, "")
    .toLowerCase();
}

/** An http(s) address without user information, or null. */
export function safeUrl(address: unknown): URL | null {
  let url: URL;
  try {
    url = new URL(String(address ?? "").trim());
  } catch {
    return null;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  url.username = "";
  url.password = "";
  return url;
}
