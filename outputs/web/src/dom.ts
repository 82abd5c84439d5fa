/** Elements are made here and nowhere else: text goes in as text, never as markup. */

import { clean, safeUrl } from "./text";

type Child = Node | string | null | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

function fill(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== false) element.append(child);
  }
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

/** Text of a report: cleaned, in its own direction, isolated from what stands around it. */
export const bdi = (text: unknown): HTMLElement => h("bdi", { dir: "auto" }, clean(text));

/** Numbers, units and coordinates: left to right whatever stands around them. */
export const ltr = (text: string): HTMLElement => h("bdi", { dir: "ltr", class: "number" }, text);

export function button(attributes: Attributes, press: () => void, ...children: Child[]): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", press);
  return element;
}

/** A link that shows its host, or the words alone where the address is not http(s). */
export function link(address: unknown, words: string): HTMLElement | null {
  const url = safeUrl(address);
  if (!url) return words ? bdi(words) : null;
  return h(
    "a", { href: url.href, rel: "noopener noreferrer nofollow", target: "_blank" },
    bdi(words || url.host), " ", h("span", { class: "host", dir: "ltr" }, url.host),
  );
}

const ICONS: Record<string, string> = {
  close: "M5 5l10 10M15 5L5 15",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  back: "M12.5 4.5L7 10l5.5 5.5",
  list: "M4 6h12M4 10h12M4 14h12",
};

export function icon(name: keyof typeof ICONS | string): SVGElement {
  return svg("svg", { viewBox: "0 0 20 20", width: 16, height: 16, "aria-hidden": "true", class: "icon" },
    svg("path", { d: ICONS[name] ?? "" }));
}
