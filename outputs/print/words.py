"""The words of the sheet, in both languages: those of `src/i18n.ts`, and a few of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.text import Text

if TYPE_CHECKING:
    import datetime as dt

__all__ = [
    "BEYOND",
    "MORE",
    "SCALE",
    "STACKS",
    "STATUS",
    "STOP",
    "WORDS",
    "counted",
    "day",
    "kilometres",
    "number",
    "parallel",
]

WORDS: dict[str, Text] = {
    "event": Text("1 event", "حدث واحد"),
    "events": Text("{n} events", "{n} أحداث"),
    "link": Text("1 link", "رابط واحد"),
    "links": Text("{n} links", "{n} روابط"),
    "facility": Text("1 facility", "منشأة واحدة"),
    "facilities": Text("{n} facilities", "{n} منشآت"),
    "report": Text("1 report", "تقرير واحد"),
    "reportsN": Text("{n} reports", "{n} تقارير"),
    "unplaced": Text("{n} not on the map", "{n} ليست على الخريطة"),
    "undated": Text("undated {n}", "بلا تاريخ {n}"),
    "rejected": Text("{n} rows of the input could not be used", "{n} صفا من المدخلات لم يمكن استعمالها"),
    "notOnMap": Text("Not on the map", "ليس على الخريطة"),
    "status": Text("Outline: who agrees", "الإطار: من يوافق"),
    "reports": Text("Reports read", "التقارير المقروءة"),
    "retracted": Text("taken back by its publisher", "سحبه ناشره"),
    "credits": Text("Sources and licences", "المصادر والتراخيص"),
    "inferred": Text("inferred", "مستنتج"),
    "borders": Text(
        "Borders as Natural Earth has them; boundaries imply no endorsement.",
        "الحدود كما ترد في Natural Earth؛ ولا يعني رسمها إقرارا بها.",
    ),
}

# The sheet's own; the page has no need of them.
MORE = Text("and {n} more", "و{n} غيرها")
STOP = Text("; ", "؛ ")
SCALE = Text("{length} at {lat}", "{length} عند {lat}")
STACKS = Text(
    "A number on the map tells how many events stand at one point; the most: {largest}.",
    "الرقم على الخريطة عدد الأحداث عند نقطة واحدة؛ وأكثرها: {largest}.",
)
BEYOND = Text(
    "Beyond 85° north or south, where this projection ends: {n}. They are drawn at its edge.",
    "ما وراء خط العرض 85° شمالا أو جنوبا، حيث ينتهي هذا الإسقاط: {n}. رُسم على حافته.",
)

STATUS: dict[str, Text] = {
    "claimed": Text("claimed, not confirmed", "مزعوم، غير مؤكد"),
    "corroborated": Text("told by several", "أكدته أكثر من جهة"),
    "acknowledged": Text("acknowledged", "أقرّ به فاعله"),
    "disputed": Text("disputed", "متنازع عليه"),
    "refuted": Text("refuted", "منفي بالدليل"),
    "retracted": Text("report taken back", "سُحب التقرير"),
    "recorded": Text("recorded in a data set", "مسجل في قاعدة بيانات"),
    "machine_coded": Text("coded by machine", "مرمّز آليا"),
    "inferred": Text("inferred by a person", "استنتجه شخص"),
}


def number(value: int) -> str:
    """Return a count as both languages write it."""
    return f"{value:,}"


def counted(value: int, one: str, many: str) -> Text:
    """Return how many there are: the words for one, or those for many."""
    words = WORDS[one] if value == 1 else WORDS[many]
    return Text(words.en.format(n=number(value)), words.ar.format(n=number(value)))


def day(date: dt.date) -> str:
    """Return a day, the year first; slashes keep its parts in order among Arabic words, where hyphens would not."""
    return f"{date:%Y/%m/%d}"


def kilometres(length_m: float) -> Text:
    """Return a round length in metres or kilometres."""
    if length_m < 1000:
        return Text(f"{length_m:,.0f} m", f"{length_m:,.0f} م")
    return Text(f"{length_m / 1000:,.0f} km", f"{length_m / 1000:,.0f} كم")


def parallel(lat: float) -> Text:
    """Return a latitude in whole degrees."""
    degrees = f"{abs(lat):.0f}°"
    if degrees == "0°":
        return Text("the equator", "خط الاستواء")
    return Text(f"{degrees}{'N' if lat > 0 else 'S'}", f"{degrees} {'شمالا' if lat > 0 else 'جنوبا'}")
