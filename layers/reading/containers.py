"""Which places only say where another one lies: by where they are on the map, and by what stands between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.geodesy import distance_m
from layers.reading.reasons import STANDS_IN, joined
from layers.reading.resolve import near
from layers.reading.roles import PLACE
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Found, Lexicon
    from layers.reading.scene import Mention
    from layers.reading.segment import Sentence, Token
    from layers.reading.spans import Span
    from layers.reading.triggers import Trigger

__all__ = ["lies_in", "mark_containers"]

# So many words may stand between a place and the one that it lies in, and none of them joins the two.
_GAP = 12
_JOINS = keys("and or as then ثم أو")
# How far a place may lie from a town that it is said to be in, or from one that it is said to be north of.
_TOWN_M, _SIDE_M = 40_000.0, 90_000.0
_WIDE = frozenset(
    {"adm1", "adm2", "region", "range", "sea", "desert", "valley", "peninsula", "gulf", "coast", "island"}
)
# Lands that several countries share, which the gazetteer gives to none.
_LANDS = frozenset({"desert", "range", "region", "valley", "lake"})
_TIGHT = keys("in of the at في من ضمن ب")
_DIVISIONS = keys("region province state oblast governorate district county محافظة ولاية إقليم مقاطعة قضاء")
_PARTS = keys("northern southern eastern western northeastern northwestern southeastern southwestern central")
_LARGER = 1.2
# Small words between an unknown name and the place that says where it lies.
_LEADS = keys("""
    in of the a an on at near to from about some around roughly town village city district suburb neighbourhood quarter
    island islet hill camp hamlet township spot settlement mountain market farming fishing less than more
    province small remote border eastern western northern southern just jungle desert forest mountains hills
    countryside valley north south east west centre center middle heart
    في على بعد مسافة نحو حوالي قرابة من
""")
_BORDERS = keys("border borders frontier حدود الحدود")
_ARTICLES = keys("a an the")
_TITLES = keys("عاصمة مركز كبرى أكبر ثاني ثالث إحدى معقل بلدة مدينة قرية")
_TYPES = keys("""
    capital port seat city centre center outpost stronghold town village island islet hill hamlet township spot
    settlement suburb camp district quarter base
""")
_LONGEST_LEAD = 7
# How a name that nobody knows is looked for in Arabic, which has no capitals.
_SETTLED = frozenset({"settlement", "village", "neighbourhood", "camp", "adm2"})
_LONGEST_NAMED = 6
_SHORTEST_NAME = 3
_INSIDE_TOWN = frozenset({"neighbourhood", "facility"})
_UPON = keys("على قرب فوق أطراف محيط")
_AT = _UPON | keys("في إلى من ب")
_LANDS_AR = keys("جبال جبل وادي سهل صحراء هضبة تلال مرتفعات جزيرة خليج")
_BUILDINGS = keys("مستشفى مدرسة جسر مصنع مسجد كنيسة فندق قصر مجمع جامعة مبنى ملعب سجن")
_AHEAD = 12
_TYPES_AR = keys("التابعة التابع أطراف ضواحي")


def mark_containers(
    text: str, sentence: Sentence, words: Lexicon, mentions: list[Mention], triggers: Sequence[Trigger]
) -> list[Mention]:
    """Take for containers the places that another place of the sentence lies in, and those that an unknown one does.

    Parameters
    ----------
    text, sentence, words
        The whole text, the sentence and the tables of its language.
    mentions
        The sentence's names.
    triggers
        What happened: a place behind another deed holds nothing before it.

    Returns
    -------
    list of Mention
        The same names, some with the role ``container``; a place named in an unknown one's stead is a `stand_in`.
    """
    out = list(mentions)
    inner: int | None = None
    for index, mention in enumerate(out):
        if index and mention.role == PLACE and _is_beside(sentence, out[index - 1], mention):
            out[index] = replace(mention, role="container")
            continue
        if mention.role not in {PLACE, "support_place"} or mention.resolved is None:
            continue
        if inner is not None and mention.span.cue == "territory" and _is_border(sentence, mention):
            out[index] = replace(mention, role="container")
            continue
        if inner is not None and _is_said_in(text, sentence, out[inner], mention, triggers):
            out[index] = replace(mention, role="container")
            continue
        if mention.role == PLACE and (
            _follows_unknown(text, sentence, words, out, index)
            or _precedes_unknown(mention, out[index + 1 :], triggers)
        ):
            out[index] = _standing_in(sentence, out[:index], mention)
        inner = index
    return out


def _standing_in(sentence: Sentence, before: Sequence[Mention], mention: Mention) -> Mention:
    """Let a place stand for a name that nobody knows, no finer than that tells: a village in a town may lie beside it.

    What a person decided stays as it is.
    """
    if mention.decision is not None or mention.resolved is None:
        return replace(mention, is_stand_in=True)
    is_town = mention.feature == "city" and mention.span.offset is None
    is_beside = is_town and not _names_part_of_town(sentence, before, mention.span)
    resolved = near(mention.resolved) if is_beside else mention.resolved
    why = joined([resolved.why, STANDS_IN])
    return replace(mention, is_stand_in=True, resolved=replace(resolved, why=why))


def _names_part_of_town(sentence: Sentence, before: Sequence[Mention], span: Span) -> bool:
    """Whether the unknown name is that of a quarter or a building, which lie in the town itself."""
    unknown = next((other for other in reversed(before) if other.resolved is None), None)
    if unknown is not None and unknown.span.cue in _INSIDE_TOWN:
        return True
    words = sentence.tokens[max(0, span.first - _LONGEST_NAMED) : span.first]
    return any(stem in _BUILDINGS for token in words for stem, _ in stems(token.key))


def _precedes_unknown(wide: Mention, after: Sequence[Mention], triggers: Sequence[Trigger]) -> bool:
    """Whether a village that no gazetteer knows is told next, behind what happened: "in Kunar shells fell on"."""
    village = next((m for m in after if m.span.cue in _SETTLED or m.resolved is not None), None)
    if village is None or village.resolved is not None or wide.feature not in _WIDE:
        return False
    first, last = wide.span.last, village.span.first
    return last - first <= _AHEAD and any(first <= t.first < last and not t.unmade for t in triggers)


def _is_border(sentence: Sentence, mention: Mention) -> bool:
    """Whether a border is told: "in Rann, near the border with Cameroon"."""
    tokens = sentence.tokens[mention.span.first : mention.span.last]
    return any(stem in _BORDERS for token in tokens for stem, _ in stems(token.key))


def _is_said_in(text: str, sentence: Sentence, inner: Mention, outer: Mention, triggers: Sequence[Trigger]) -> bool:
    first, last = inner.span.last, outer.span.first
    between = sentence.tokens[first:last]
    if len(between) > _GAP or any(first <= trigger.first < last for trigger in triggers):
        return False
    if any(token.key in _JOINS for token in between) or _is_joined_on(sentence.tokens[last], outer):
        return False
    gap = text[inner.span.end : outer.span.start]
    if any(mark in gap for mark in ";؛") or outer.span.cue == "airspace":
        return False
    if not between and outer.feature == "city" and inner.feature == "city" and outer.span.cue != "city_area":
        return False
    is_part = outer.span.cue == "country_part" or any(token.key in _PARTS for token in between)
    if between and is_part and all(token.key in _TIGHT | _PARTS for token in between):
        return _is_of_country(inner, outer)
    return _is_in_division(sentence, between, outer) or _is_apposed(gap, between) or lies_in(inner, outer)


def _is_of_country(inner: Mention, outer: Mention) -> bool:
    """Whether both lie in one country: then "X, in northern Y" tells where X is."""
    if inner.resolved is None or outer.resolved is None or inner.feature == "country":
        return False
    return inner.resolved.place.country == outer.resolved.place.country


def _is_apposed(gap: str, between: Sequence[Token]) -> bool:
    """Whether the words between tell what the first is: "X, a hill town in Y", "X, capital of Y", س، عاصمة ص."""
    if not between or gap.lstrip()[:1] not in {",", "،"}:
        return False
    if between[0].is_arabic:
        return between[0].key in _TITLES
    told = {token.key for token in between}
    return bool(told & _TYPES) and between[0].key in _ARTICLES | _TYPES and between[-1].key in _LEADS


def _is_in_division(sentence: Sentence, between: Sequence[Token], outer: Mention) -> bool:
    """Whether the words say that it lies in a division of a country: "in the region of"."""
    names = {token.key for token in sentence.tokens[outer.span.first : outer.span.last]} | {t.key for t in between}
    is_division = outer.span.cue in {"adm1", "adm2"} or bool(names & _DIVISIONS)
    return is_division and bool(between) and all(token.key in _TIGHT | _DIVISIONS for token in between)


def _is_beside(sentence: Sentence, before: Mention, mention: Mention) -> bool:
    """Whether a place is told right behind another by its side: "X, south of Y", جنوب ص after it."""
    if mention.span.offset is None or before.span.block or before.resolved is None:
        return False
    # "Near X, 65 km from Y": a distance behind what has none of its own.
    if before.span.offset is not None and (before.span.offset.metres or not mention.span.offset.metres):
        return False
    is_division = before.feature == "adm1" and before.role != "container" and not before.is_stand_in
    if is_division or before.feature in {"country", "sea"} or before.span.cue == "airspace":
        return False
    between = [t for t in sentence.tokens[before.span.last : mention.span.first] if t.key not in _LEADS]
    is_near = len(between) <= 1 and before.role in {PLACE, "container", "support_place"}
    return is_near and not _is_joined_on(sentence.tokens[mention.span.first], mention)


def _is_joined_on(token: Token, outer: Mention) -> bool:
    """Whether Arabic writes "and" onto the name: then the two are told side by side."""
    return token.is_arabic and token.key.startswith("و") and outer.span.start > token.start


def lies_in(inner: Mention, outer: Mention) -> bool:
    """Whether a place lies in, or where it is said to lie of, another: by the map."""
    if inner.resolved is None or outer.resolved is None:
        return False
    place, around = inner.resolved.place, outer.resolved.place
    if place.id == around.id or place.feature == "country" or inner.span.cue == "airspace":
        return False
    if around.feature == "country":
        is_nobodys = not place.country and place.feature in _LANDS and outer.span.cue == "country_part"
        return is_nobodys or place.country == around.country
    return _is_around(inner, outer, distance_m(inner.resolved.at, around.at))


def _is_around(inner: Mention, outer: Mention, apart_m: float) -> bool:
    """Whether a place that is no country holds another whose distance from it is known."""
    assert inner.resolved is not None
    assert outer.resolved is not None
    place, around = inner.resolved.place, outer.resolved.place
    if outer.span.offset is not None and inner.span.offset is None:
        return apart_m <= max(_SIDE_M, _LARGER * (outer.span.offset.metres or 0))
    if around.feature in _WIDE:
        is_smaller = (inner.resolved.radius_m or 0) < (outer.resolved.radius_m or 0)
        return is_smaller and (place.admin1 == around.id or apart_m <= _LARGER * around.radius_m)
    if around.feature == "city" and (outer.span.is_locative or outer.span.cue == "city_area"):
        is_part = place.feature not in {"adm1", "adm2", "region"} and place.population < around.population
        return is_part and apart_m <= _TOWN_M
    return False


def _follows_unknown(text: str, sentence: Sentence, words: Lexicon, mentions: Sequence[Mention], index: int) -> bool:
    """Whether a name that no gazetteer knows stands just before: "in Somewhere, 17 km from", "Somewhere village in"."""
    span = mentions[index].span
    while index and mentions[index - 1].role == "container" and mentions[index - 1].span.last == span.first:
        # Its owner, "Ecuador's", belongs to the name.
        index -= 1
        span = mentions[index].span
    if sentence.lang == "en" and index and _is_told_what(text, sentence, mentions[index - 1], span):
        return True
    at = span.first
    while at and span.first - at < _LONGEST_LEAD and _leads(sentence.tokens, at - 1):
        at -= 1
    before = mentions[index - 1] if index else None
    if before is not None and before.span.last >= at:
        is_facility = before.span.cue == "facility" and (sentence.lang == "en" or span.offset is not None)
        is_bare = sentence.lang == "en" and bool(before.span.named) and before.span.is_locative
        is_named = before.span.cue in _SETTLED | {"island"} or is_facility or is_bare
        return before.resolved is None and not before.span.country and is_named
    if sentence.lang == "ar":
        return _follows_unknown_ar(sentence, words, mentions, index)
    if at == span.first and "," not in text[sentence.tokens[at - 1].end : span.start]:
        return False
    name = at
    while name > 1 and sentence.tokens[name - 1].is_capital and sentence.tokens[name - 1].key not in words.common:
        name -= 1
    is_struck = name < at and any(hit.end == name for hit in words.trigger.all(sentence.tokens, max(0, name - 2), name))
    is_told_what = is_struck or any(token.key in _TYPES for token in sentence.tokens[at : span.last])
    side = words.cue_before.ending(sentence.tokens, name)
    is_behind = words.strong.ending(sentence.tokens, name) is not None or (side is not None and side.value == "near")
    return name < at and (is_told_what or is_behind)


def _is_told_what(text: str, sentence: Sentence, before: Mention, span: Span) -> bool:
    """Whether a name that was not placed is told by what it is and where: "on X station, a cattle farm south of"."""
    if before.resolved is not None or not before.span.named or not before.span.is_locative or before.span.block:
        return False
    between = sentence.tokens[before.span.last : span.first]
    if not 0 < len(between) <= _GAP or any(token.is_capital or token.key in _JOINS for token in between):
        return False
    return any(
        "," in text[(between[at - 1].end if at else before.span.end) : token.start]
        for at, token in enumerate(between)
        if token.key in _ARTICLES
    )


def _leads(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word leads from a name to what holds it: a small one, or a division, "in the Bay region of"."""
    token = tokens[index]
    if token.key in _LEADS or (not token.is_arabic and token.key in _DIVISIONS):
        return True
    return token.is_capital and not token.is_arabic and tokens[index + 1].key in _DIVISIONS


def _follows_unknown_ar(sentence: Sentence, words: Lexicon, mentions: Sequence[Mention], index: int) -> bool:
    """Look for an Arabic name that nobody knows: behind قرية and its like, or behind a preposition."""
    span, tokens = mentions[index].span, sentence.tokens
    before = mentions[index - 1] if index else None
    is_list = before is not None and before.resolved is None and before.span.cue in _SETTLED
    edge = 0 if before is None else before.span.first if is_list else before.span.last
    begin = max(edge, span.first - _LONGEST_NAMED)
    told = [hit for hit in words.cue_before.all(tokens, begin, span.first) if hit.value in _SETTLED]
    if any(_heads_unknown(words, tokens, hit, span.first) for hit in told):
        return True
    if _follows_named_site(words, tokens, begin, span.first):
        return True
    is_beside = span.offset is not None or span.cue == "country_part"
    end = span.first
    while end > begin and tokens[end - 1].key in _LEADS:
        end -= 1
    is_wide = bool(mentions[index].feature in _WIDE) and end < span.first
    for first in range(max(begin, end - 2), end):
        preposition = {stem for stem, _ in stems(tokens[first - 1].key)} if first else set()
        if preposition & (_AT if is_beside else _UPON) and (is_beside or is_wide):
            return all(_may_be_name(words, tokens, at) for at in range(first, end))
    return False


def _follows_named_site(words: Lexicon, tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Whether a building or a land of a name of its own stands before a place: جسر الحرية في, جبال سيلا ب.

    A building's name is told by its article: an adjective would have none behind an indefinite noun.
    """
    is_in = tokens[end].key.startswith("ب")
    while end > begin and tokens[end - 1].key in _TIGHT:
        end, is_in = end - 1, True
    for at in range(max(begin, end - 3), end - 1) if is_in else ():
        heads = {stem for stem, _ in stems(tokens[at].key)}
        tail = tokens[at + 1 : end]
        if not all(token.key.startswith(("ال", "لل")) for token in tail[1:]):
            continue
        is_definite = tail[0].key.startswith("ال") and not words.cue_after.at(tokens, at + 1)
        is_adjective = tail[0].key.endswith("ه") and not is_definite
        if heads & _LANDS_AR and not is_adjective and _may_be_name(words, tokens, at + 1):
            return True
        if heads & _BUILDINGS and is_definite:
            return True
    return False


def _heads_unknown(words: Lexicon, tokens: Sequence[Token], hit: Found, end: int) -> bool:
    """Whether a word for a settlement, struck or behind a preposition, heads a name of its own before a place."""
    if tokens[hit.start].key.startswith("ال") or all(token.key in _LEADS for token in tokens[hit.end : end]):
        return False
    before = {stem for stem, _ in stems(tokens[hit.start - 1].key)} if hit.start else set()
    is_struck = bool(words.force.ending(tokens, hit.start) or words.trigger.ending(tokens, hit.start))
    return bool(hit.dropped) or is_struck or bool(before & (_AT | _TYPES_AR))


def _may_be_name(words: Lexicon, tokens: Sequence[Token], index: int) -> bool:
    key = tokens[index].key
    tables = (words.target, words.trigger, words.instrument, words.count, words.force, words.time_words, words.dual)
    if not tokens[index].is_arabic or len(key) < _SHORTEST_NAME or key in words.common or key.endswith("يه"):
        return False
    return not any(table.at(tokens, index) for table in (*tables, words.says, words.locative, words.cue_before))
