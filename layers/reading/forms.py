"""The forms of verbs and nouns, made from the one form that the word lists hold."""

from __future__ import annotations

import re

from geo.gazetteer.normalise import key_of

__all__ = ["arabic_forms", "english_forms", "owned", "plural"]

_VOWELS = re.compile(r"[aeiou]+")
_CLOSED = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")
_SHORT = 3
_HISSING = ("s", "x", "z", "ch", "sh")
_IN_O = frozenset({"go", "do"})


def english_forms(verb: str) -> list[str]:
    """Return the forms of an English verb that tell what happened: not the bare one, which is also a noun.

    Parameters
    ----------
    verb
        The bare form; irregular past forms behind strokes, words that go with it after it: ``go/went/gone down``.
    """
    head, _, tail = verb.partition(" ")
    base, *past = head.split("/")
    told = [_third(base), *(past or [_past(base)]), _progressive(base)]
    return [f"{form} {tail}".strip() for form in dict.fromkeys(told)]


def plural(noun: str) -> str:
    """Return the plural of an English noun or of the last word of a phrase."""
    return _third(noun)


def _third(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in set("aeiou"):
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(_HISSING) or base in _IN_O else "s")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in set("aeiou"):
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def _progressive(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _doubled(base: str) -> str:
    """Double the last letter of a short word: hit, hitting."""
    is_short = len(_VOWELS.findall(base)) == 1 and _CLOSED.search(base)
    return base + base[-1] if is_short else base


def arabic_forms(verb: str) -> list[str]:
    """Return the common forms of an Arabic verb from its perfect: persons, imperfect, object pronouns.

    Weak final letters drop before the feminine ending; hollow verbs are listed in full in the table. Words behind the
    verb stay as they are.
    """
    head, _, tail = verb.partition(" ")
    return [f"{form} {tail}".strip() for form in _forms(key_of(head))]


def _forms(base: str) -> list[str]:
    bare = base[:-1] if base.endswith(("ي", "ا")) else base
    perfect = [base, bare + "ت", base + "وا", bare + "تا", bare + "وا"]
    imperfect = base[1:] if base.startswith("ا") and len(base) > 3 else base
    present = [prefix + imperfect + ending for prefix in "يتن" for ending in ("", "ون", "ان")]
    # The pronoun ه folds to what ة does: behind a short verb it would make a noun (هزة, نشرة, شيعة).
    his = [form + "ه" for form in (base, bare + "ت") if len(form) > _SHORT]
    objects = [*his, *(form + pronoun for form in (base, bare + "ت") for pronoun in ("ها", "هم"))]
    return [*perfect, *present, *objects]


def owned(noun: str) -> list[str]:
    """Return an Arabic noun and its forms with a pronoun: استهداف, استهدافه, استهدافها; phrases stay as they are."""
    base = key_of(noun)
    if " " in base:
        return [noun]
    stem = base[:-1] + "ت" if base.endswith("ه") else base
    return [noun, *(stem + pronoun for pronoun in ("ه", "ها", "هم"))]
