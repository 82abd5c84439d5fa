"""Which Arabic names in a mixed list are really Arabic, and clean enough to keep."""

from __future__ import annotations

import re

from geo.gazetteer.normalise import key_of

__all__ = ["arabic_names", "is_arabic", "plain"]

# The letters and points of Arabic itself; a Persian, Urdu, Uyghur or Kurdish letter tells another language.
_ARABIC = re.compile(r"[ء-غف-ي\u064b-\u0652\u0670ٱـ \-()]+")
_POINTS = re.compile(r"[\u064b-\u0652\u0670ـ]")
# Everyday words which are also the spelling of some town abroad. A reader would meet them in every sentence.
_WORDS = frozenset(
    key_of(w)
    for w in (
        "الى إلى على عن من في مع كان كانت كانوا يكون بين دون بعد قبل حتى منذ عند عندما هذا هذه ذلك تلك هو هي هم نحن انا أنت ما لا لم لن "
        "ليس إن أن كل بعض غير مثل حول تحت فوق أمام خلف خلال ضد نحو أو أم ثم قد قال قالت يوم شهر سنة عام ليل نهار صباح مساء رئيس وزير "
        "جيش قوات طائرة طائرات سلاح حرب سلام دار بيت باب عين رأس جبل نهر بحر بر كبير صغير جديد قديم اول ثان مدينة قرية بلدة شمال جنوب شرق غرب "
        "وسط أعلى أسفل لها له لهم بها به فيها فيه منها منه عليها عليه اليوم أمس غدا الآن هنا هناك كما لكن بل سوف أي أين كيف متى لماذا نعم "
        "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة مئة ألف مليون بن أبو أم ابن عبد محمد أحمد علي حسن حسين بشار فلاديمير "
        "مارس مايو يونيو يوليو ماي آب تموز أيار نيسان السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة لي بو سان فرانس نيو بور تو "
        "مجموعة مجلس حزب جماعة حركة لجنة منظمة شركة وكالة صحيفة قناة مركز قائد ضابط جندي مقاتل مدني مدنيين أسد الأسد صقر نسر فهد"
    ).split()
)


def is_arabic(name: str) -> bool:
    """Tell whether a name is written in the letters of Arabic alone."""
    return bool(_ARABIC.fullmatch(name))


def plain(name: str) -> str:
    """Return an Arabic name as newspapers print it: without vowel points and tatweel."""
    return _POINTS.sub("", name).replace("ٱ", "ا").strip()


def arabic_names(names: list[str], *, common_words: bool = False) -> list[str]:
    """Return the clean Arabic names of a mixed list, in their order and once each.

    Parameters
    ----------
    names
        Names in any script.
    common_words
        Keep names that are also everyday words.
    """
    clean = (plain(n) for n in names if is_arabic(n))
    return list(dict.fromkeys(n for n in clean if _worth_keeping(n, common_words=common_words)))


def _worth_keeping(name: str, *, common_words: bool) -> bool:
    """Reject letters set apart, stubs of two letters, and everyday words."""
    tokens = name.split()
    if len(name) < 3 or any(len(t) == 1 for t in tokens):
        return False
    return common_words or key_of(name) not in _WORDS
