"""Why a place was taken for the one meant, in words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.place import Place

__all__ = [
    "DIVISION",
    "NEAR",
    "SPOKEN_OF",
    "STANDS_IN",
    "called",
    "inside",
    "joined",
    "kind",
    "people_of",
    "thin",
    "typed",
]

DIVISION = Text("the text names other places of its province", "يذكر النص أماكن أخرى في محافظته")
NEAR = Text("near other places that the text names", "قريب من أماكن أخرى يذكرها النص")
STANDS_IN = Text("stands for a name that no gazetteer knows", "يقوم مقام اسم لا يعرفه أي معجم أماكن")
SPOKEN_OF = Text("in a country that the text speaks of", "في بلد يتحدث عنه النص")

_FEATURES = {
    "adm1": "محافظة",
    "adm2": "قضاء",
    "air_base": "قاعدة جوية",
    "airport": "مطار",
    "camp": "مخيم",
    "city": "مدينة أو بلدة",
    "city_area": "محيط مدينة",
    "continent": "قارة",
    "country": "بلد",
    "crossing": "معبر",
    "desert": "صحراء",
    "facility": "منشأة",
    "island": "جزيرة",
    "lake": "بحيرة",
    "neighbourhood": "حي",
    "port": "ميناء",
    "range": "جبال",
    "region": "منطقة",
    "river": "نهر",
    "sea": "بحر",
    "settlement": "بلدة",
    "strait": "مضيق",
    "valley": "واد",
    "village": "قرية",
    "water": "نهر أو بحيرة",
}


def called(name: str, credit: str = "", likeness: str = "") -> Text:
    """Tell the name that matched, whom to credit for it, and how near the spelling is where it is only near."""
    if likeness:
        return Text(f"{name}: {likeness}", f"{name}: تهجئة قريبة منه")
    return Text(f"named {name}{credit}", f"اسمه {name}{credit}")


def kind(place: Place) -> Text:
    """Tell what kind of place it is, and in which country."""
    en, ar = place.feature.replace("_", " "), _FEATURES.get(place.feature, place.feature)
    return Text(f"{en} in {place.country}", f"{ar} في {place.country}") if place.country else Text(en, ar)


def typed(cue: str) -> Text:
    """Tell what kind of place the words around the name call for."""
    en = cue.replace("_", " ")
    return Text(f"the words around it call for a {en}", f"الكلمات حوله تدل على {_FEATURES.get(cue, en)}")


def inside(container: Place) -> Text:
    """Tell what the text says it lies in."""
    return Text(f"inside {container.name}", f"داخل {container.name_ar or container.name}")


def people_of(place: Place) -> Text:
    """Tell that the people of a country are named, and not the country."""
    return Text(f"the people of {place.name}", f"أهل {place.name_ar or place.name}")


def thin(rival: Place) -> Text:
    """Tell of the place that is nearly as likely."""
    where = f" ({rival.country})" if rival.country else ""
    return Text(f"thin margin over {rival.name}{where}", f"هامش ضئيل عن {rival.name_ar or rival.name}{where}")


def joined(reasons: Sequence[Text]) -> Text:
    """Join reasons into one line in each language."""
    return Text("; ".join(reason.en for reason in reasons), "؛ ".join(reason.ar for reason in reasons))
