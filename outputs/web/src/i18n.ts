/** The words of the interface, in both languages, and how it writes dates and numbers. */

import type { Lang, Words } from "./data";

const WORDS = {
  layers: ["Layers", "الطبقات"],
  search: ["Search places, actors, words", "ابحث عن أماكن أو جهات أو كلمات"],
  searchTab: ["Search", "بحث"],
  time: ["Time", "الزمن"],
  list: ["List", "القائمة"],
  listAll: ["List everything on the map", "اعرض كل ما على الخريطة في قائمة"],
  results: ["Results", "النتائج"],
  none: ["Nothing fits. Clear the search or widen the window of time.", "لا شيء يطابق. امسح البحث أو وسّع الفترة الزمنية."],
  more: ["{n} more: search to narrow", "{n} غيرها: ابحث لتضييق القائمة"],
  language: ["العربية", "English"],
  theme: ["Light or dark", "فاتح أو داكن"],
  close: ["Close", "إغلاق"],
  back: ["Back to the list", "العودة إلى القائمة"],
  play: ["Play", "تشغيل"],
  pause: ["Pause", "إيقاف"],
  window: ["Window of time", "الفترة الزمنية"],
  windowStart: ["Start of the window", "بداية الفترة"],
  windowEnd: ["End of the window", "نهاية الفترة"],
  allTime: ["All time", "كل الأوقات"],
  undated: ["undated {n}", "بلا تاريخ {n}"],
  ofEvents: ["{n} of {m} events", "{n} من {m} حدثا"],
  zoomIn: ["Zoom in", "تكبير"],
  zoomOut: ["Zoom out", "تصغير"],
  fit: ["Show everything", "اعرض الكل"],
  skip: ["Skip to the list of events", "انتقل إلى قائمة الأحداث"],
  map: ["Map of events; everything on it is also in the list", "خريطة الأحداث؛ وكل ما عليها في القائمة أيضا"],
  notOnMap: ["Not on the map", "ليس على الخريطة"],
  gridStays: [
    "A grid shows all that it counted, whatever the window of time, the statuses and the search.",
    "تُظهر الشبكة كل ما حسبته، أيا كانت الفترة الزمنية والحالات والبحث.",
  ],
  rejected: ["{n} rows of the input could not be used", "{n} صفا من المدخلات لم يمكن استعمالها"],
  status: ["Outline: who agrees", "الإطار: من يوافق"],
  reports: ["Reports read", "التقارير المقروءة"],
  credits: ["Sources and licences", "المصادر والتراخيص"],
  retracted: ["taken back by its publisher", "سحبه ناشره"],
  borders: [
    "Borders as Natural Earth has them; boundaries imply no endorsement.",
    "الحدود كما ترد في Natural Earth؛ ولا يعني رسمها إقرارا بها.",
  ],
  code: ["Map software: Leaflet (BSD-2-Clause), majal (BSD-3-Clause).", "برمجيات الخريطة: Leaflet ‏(BSD-2-Clause) وmajal ‏(BSD-3-Clause)."],
  here: ["{n} records here", "{n} سجلات هنا"],
  mixedStack: [
    "Their places are not known equally well: {parts}. The symbol is that of the coarsest.",
    "لا تُعرف أماكنها بالدقة نفسها: {parts}. والرمز رمز أقلها دقة.",
  ],
  known: ["How well each is known: {p}.", "دقة كل منها: {p}."],
  notHit: ["The point stands for all of them: it is not where each one was.", "النقطة تمثلها كلها، وليست موضع كل حادث منها."],
  alsoHere: ["Also under this point", "وتحت هذه النقطة أيضا"],
  through: ["via {x}", "عبر {x}"],
  says: ["says so", "يقول ذلك"],
  confirms: ["confirms", "يؤكد"],
  denies: ["denies", "ينفي"],
  noComment: ["no comment", "لا تعليق"],
  nobody: ["The source names nobody who says so.", "لا يذكر المصدر من يقول ذلك."],
  asReported: ["As reported", "كما ورد"],
  reportedBy: ["Reported {x}, happened on or before", "أُبلغ عنه {x}، ووقع حينها أو قبلها"],
  since: ["Since {x}", "منذ {x}"],
  until: ["Until {x}", "حتى {x}"],
  noDate: ["No date is given", "لم يُذكر تاريخ"],
  actors: ["By", "الفاعل"],
  targets: ["Aimed at", "الهدف"],
  said: ["said", "قيل في"],
  source: ["Source", "المصدر"],
  graded: ["Graded by {x}", "صنّفه {x}"],
  inferredBy: ["Inferred by a person, not told by the report.", "استنتجه شخص ولم يرد في التقرير."],
  placed: ["Placed there because", "سبب وضعه هناك"],
  copy: ["Copy", "نسخ"],
  copied: ["Copied", "نُسخ"],
  isPoint: ["The place is known to {r}.", "الموقع معروف ضمن {r}."],
  isFacility: ["is where the facility lies, to {r}.", "موقع المنشأة ضمن {r}."],
  isMiddle: ["is the middle of the {what}, not a place that was hit.", "وسط {what} وليس موضعا أصيب."],
  isMiddleCalm: ["is the middle of the {what}, not the place itself.", "وسط {what} وليس الموضع نفسه."],
  isSomewhere: [
    "Somewhere in the outlined area; where in it, nobody says.",
    "في مكان ما داخل المنطقة المحددة؛ ولا يقول أحد أين فيها.",
  ],
  isUnknown: ["The place is not known.", "الموقع غير معروف."],
  isLine: [
    "The line joins the middles of its two ends; nothing is told of its course.",
    "يصل الخط بين وسطي طرفيه؛ ولم يُذكر شيء عن مساره.",
  ],
  hours: ["Hours", "الساعات"],
  inferred: ["inferred", "مستنتج"],
  centre: ["centre", "الوسط"],
  broken: [
    "This page could not be opened. It needs a browser of 2023 or later.",
    "تعذّر فتح هذه الصفحة. تحتاج إلى متصفح من عام 2023 أو أحدث.",
  ],
  panels: ["Panels", "الأقسام"],
  record: ["Details", "التفاصيل"],
  events: ["{n} events", "{n} أحداث"],
  event: ["1 event", "حدث واحد"],
  links: ["{n} links", "{n} روابط"],
  link: ["1 link", "رابط واحد"],
  facilities: ["{n} facilities", "{n} منشآت"],
  facility: ["1 facility", "منشأة واحدة"],
  unplaced: ["{n} not on the map", "{n} ليست على الخريطة"],
  reportsN: ["{n} reports", "{n} تقارير"],
  report: ["1 report", "تقرير واحد"],
} as const;

export type Word = keyof typeof WORDS;

export const say = (lang: Lang, word: Word, values: Values = {}): string => phrase(lang, WORDS[word], values);

export type Values = Record<string, string | number>;

/** One of two languages, with the values put where the braces are. */
export function phrase(lang: Lang, [en, ar]: readonly [string, string], values: Values = {}): string {
  return (lang === "ar" ? ar : en).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The plural form that a number asks for in Arabic, which tells apart all that English does. */
export const form = (number: number): string => new Intl.PluralRules("ar").select(number);

export const pick = (lang: Lang, words: Words): string => words[lang] || words.en || words.ar;

const VOCABULARY: Record<string, [string, string]> = {
  claimed: ["claimed, not confirmed", "مزعوم، غير مؤكد"],
  corroborated: ["told by several", "أكدته أكثر من جهة"],
  acknowledged: ["acknowledged", "أقرّ به فاعله"],
  disputed: ["disputed", "متنازع عليه"],
  refuted: ["refuted", "منفي بالدليل"],
  retracted: ["report taken back", "سُحب التقرير"],
  recorded: ["recorded in a data set", "مسجل في قاعدة بيانات"],
  machine_coded: ["coded by machine", "مرمّز آليا"],
  inferred: ["inferred by a person", "استنتجه شخص"],
  air_strike: ["Air strike", "غارة جوية"],
  drone_strike: ["Drone strike", "ضربة بطائرة مسيّرة"],
  missile_strike: ["Missile strike", "ضربة صاروخية"],
  shelling: ["Shelling", "قصف مدفعي"],
  interception: ["Interception", "اعتراض"],
  airspace_violation: ["Airspace violation", "خرق للمجال الجوي"],
  shootdown: ["Shootdown", "إسقاط"],
  crash: ["Crash", "تحطم"],
  drill: ["Drill", "تدريب"],
  deployment: ["Deployment", "انتشار"],
  air_campaign: ["Air campaign", "حملة جوية"],
  closure: ["Closure", "إغلاق مجال"],
  notice: ["Notice", "إشعار"],
  meeting: ["Meeting", "اجتماع"],
  other: ["Other", "غير ذلك"],
  facility: ["Facility", "منشأة"],
  coordination_link: ["Coordination link", "رابط تنسيق"],
  hotline: ["Hotline", "خط ساخن"],
  aircraft: ["aircraft", "طائرات"],
  strikes: ["strikes", "ضربات"],
  targets: ["targets", "أهداف"],
  killed: ["killed", "قتلى"],
  wounded: ["wounded", "جرحى"],
  injured: ["injured", "جرحى"],
  sorties: ["sorties", "طلعات"],
  missiles: ["missiles", "صواريخ"],
  drones: ["drones", "مسيّرات"],
  rockets: ["rockets", "صواريخ"],
  sites: ["sites", "مواقع"],
  civilians: ["civilians", "مدنيين"],
};

/** A word of a fixed vocabulary as a reader says it; unknown ones are shown as they are. */
export function term(lang: Lang, word: string): string {
  const known = Object.hasOwn(VOCABULARY, word) ? VOCABULARY[word] : undefined;
  return known ? known[lang === "ar" ? 1 : 0] : word.replaceAll("_", " ");
}

export const locale = (lang: Lang): string => (lang === "ar" ? "ar-u-nu-latn-ca-gregory" : "en-GB");

export const count = (lang: Lang, number: number): string => number.toLocaleString(locale(lang));

/** "300 m", "5.5 km". */
export function metres(lang: Lang, value: number): string {
  const [size, unit] = value < 1000 ? [Math.round(value), lang === "ar" ? "م" : "m"] : [Number((value / 1000).toPrecision(value < 10_000 ? 2 : 3)), lang === "ar" ? "كم" : "km"];
  return `${size.toLocaleString(locale(lang))} ${unit}`;
}
