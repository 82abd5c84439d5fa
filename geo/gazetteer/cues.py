"""Words beside a name that tell what kind of place it is: قاعدة, جبال, "air base", "province of"."""

from __future__ import annotations

from typing import NamedTuple

from geo.gazetteer.normalise import key_of

__all__ = ["Cue", "split_cue"]

_AIRFIELD = ("air_base", "airport")
_BASE = ("air_base", "airport", "facility", "port")
_DIVISION = ("adm1", "adm2")
_HIGH = ("range", "region")

# Before the name, then after it; the longest match counts.
_BEFORE = {
    "قاعدة": _BASE,
    "القاعدة": _BASE,
    "قاعدة جوية": _BASE,
    "مطار": _AIRFIELD,
    "المطار": _AIRFIELD,
    "جبال": _HIGH,
    "جبل": _HIGH,
    "سلسلة جبال": _HIGH,
    "مرتفعات": _HIGH,
    "هضبة": _HIGH,
    "وادي": ("valley", "region", "city"),
    "سهل": ("valley", "region"),
    "غوطة": ("region",),
    "محافظة": _DIVISION,
    "ولاية": _DIVISION,
    "إقليم": (*_DIVISION, "region"),
    "مقاطعة": _DIVISION,
    "منطقة": (*_DIVISION, "region"),
    "إمارة": _DIVISION,
    "ريف": _DIVISION,
    "قضاء": ("adm2",),
    "ناحية": ("adm2", "city"),
    "مديرية": ("adm2",),
    "مدينة": ("city",),
    "بلدة": ("city",),
    "قرية": ("city",),
    "حي": ("neighbourhood",),
    "ضاحية": ("neighbourhood",),
    "مخيم": ("camp", "neighbourhood", "city"),
    "معبر": ("crossing",),
    "ميناء": ("port",),
    "مرفأ": ("port",),
    "سد": ("facility",),
    "بحر": ("sea",),
    "خليج": ("sea",),
    "مضيق": ("strait",),
    "جزيرة": ("island",),
    "جزر": ("island",),
    "صحراء": ("desert", "region"),
    "بادية": ("desert", "region"),
    "بحيرة": ("lake",),
    "نهر": ("river",),
    "دولة": ("country",),
    "mount": _HIGH,
    "jabal": _HIGH,
    "jebel": _HIGH,
    "mountains of": _HIGH,
    "province of": _DIVISION,
    "governorate of": _DIVISION,
    "state of": (*_DIVISION, "country"),
    "city of": ("city",),
    "town of": ("city",),
    "village of": ("city",),
    "port of": ("port",),
    "gulf of": ("sea",),
    "strait of": ("strait",),
    "sea of": ("sea",),
    "island of": ("island",),
    "lake": ("lake",),
    "camp": ("camp",),
    "countryside of": _DIVISION,
    "valley of": ("valley", "region"),
    "wadi": ("valley", "region", "city"),
    "region of": (*_DIVISION, "region"),
}
_AFTER = {
    "الجوية": _BASE,
    "العسكرية": _BASE,
    "العسكري": _AIRFIELD,
    "الدولي": _AIRFIELD,
    "الحدودي": ("crossing",),
    "air base": _BASE,
    "airbase": _BASE,
    "afb": _BASE,
    "air force base": _BASE,
    "military base": _BASE,
    "base": _BASE,
    "airport": _AIRFIELD,
    "international airport": _AIRFIELD,
    "airfield": _AIRFIELD,
    "military airport": _AIRFIELD,
    "mountains": _HIGH,
    "mountain range": _HIGH,
    "range": _HIGH,
    "hills": _HIGH,
    "heights": _HIGH,
    "valley": ("valley", "region"),
    "plain": ("valley", "region"),
    "governorate": _DIVISION,
    "province": _DIVISION,
    "region": (*_DIVISION, "region"),
    "oblast": _DIVISION,
    "countryside": _DIVISION,
    "district": ("adm2", "neighbourhood"),
    "county": ("adm2",),
    "city": ("city",),
    "town": ("city",),
    "village": ("city",),
    "neighbourhood": ("neighbourhood",),
    "neighborhood": ("neighbourhood",),
    "suburb": ("neighbourhood",),
    "refugee camp": ("camp",),
    "camp": ("camp",),
    "border crossing": ("crossing",),
    "crossing": ("crossing",),
    "port": ("port",),
    "dam": ("facility",),
    "sea": ("sea",),
    "gulf": ("sea",),
    "strait": ("strait",),
    "island": ("island",),
    "islands": ("island",),
    "desert": ("desert", "region"),
    "lake": ("lake",),
    "river": ("river",),
}
_BEFORE_KEYS = {key_of(words): features for words, features in _BEFORE.items()}
_AFTER_KEYS = {key_of(words): features for words, features in _AFTER.items()}


class Cue(NamedTuple):
    """A name without its kind word (`rest`, a key), the features the word allows, and the reason in words."""

    rest: str
    features: tuple[str, ...]
    why: str


def split_cue(key: str) -> Cue | None:
    """Split a key into a name and the words that tell its kind; None where no such word stands at either end.

    Where words stand at both ends ("قاعدة … الجوية") the features of the first hold, and both are taken off.
    """
    words = key.split()
    before = _longest(words, _BEFORE_KEYS, leading=True)
    after = _longest(words[len(before) :], _AFTER_KEYS, leading=False)
    rest = " ".join(words[len(before) : len(words) - len(after)])
    if not rest or not (before or after):
        return None
    features = _BEFORE_KEYS[" ".join(before)] if before else _AFTER_KEYS[" ".join(after)]
    told = " … ".join(" ".join(part) for part in (before, after) if part)
    return Cue(rest, features, f"the words “{told}” call for {' or '.join(f.replace('_', ' ') for f in features)}")


def _longest(words: list[str], table: dict[str, tuple[str, ...]], *, leading: bool) -> list[str]:
    for length in range(min(3, len(words) - 1), 0, -1):
        part = words[:length] if leading else words[-length:]
        if " ".join(part) in table:
            return part
    return []
