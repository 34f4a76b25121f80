"""From the text of a cell to the code of a vocabulary."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import override

from .letters import TO_SIMPLIFIED

_SPACE = re.compile(r"\s+")
_PARENTHESES = re.compile(r"\([^)]*\)")
_CODE_AND_LABEL = re.compile(r"([0-9a-z]+)[.:、,_-]*(.+)")
_SEPARATORS = re.compile(r"[、,，;；|｜\n\r]+")
_SLASHES = re.compile(r"[/／+＋]+")
_WEAK_SEPARATORS = re.compile(r"[/／+＋\s和及与兼]+")  # stand within words too: they part what is all known
_YEAR_BEFORE = re.compile(r"(?:19|20)[0-9]{2}年度?(?=.)")  # 2024年春节


class Parsed(NamedTuple):
    """What a cell that may hold several answers gave: the codes, and the words nobody knows."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]


def code_for(choices, text) -> str | None:
    """The code of `choices` that `text` means, or None.

    Takes the code itself ("01", also "1" where codes have two digits), the label in any language of
    the portal, a synonym, or code and label together ("01 汉族"). Blank text is None.
    """
    word = _normalise(text)
    if not word:
        return None
    words, width = _index(choices)
    found = words.get(word) or words.get(_PARENTHESES.sub("", word)) or words.get(_YEAR_BEFORE.sub("", word))
    if found is None and word.isdigit():
        found = words.get(word.zfill(width))
    if found is None and (pair := _CODE_AND_LABEL.fullmatch(word)):
        code = words.get(pair[1]) or words.get(pair[1].zfill(width))
        found = code if code and code == words.get(pair[2]) else None
    return found


def codes_for(choices, text) -> Parsed:
    """The codes in a cell such as "退役士兵、残疾军人", in the order of the vocabulary."""
    codes, unknown = set(), []
    for part in _SEPARATORS.split(str(text or "")):
        for word in _words(choices, part):
            if code := code_for(choices, word):
                codes.add(code)
            elif word.strip():
                unknown.append(word.strip())
    return Parsed(tuple(code for code in choices.values if code in codes), tuple(unknown))


def _words(choices, part) -> list[str]:
    if code_for(choices, part):
        return [part]
    words = [word for word in _WEAK_SEPARATORS.split(part) if word]
    return words if all(code_for(choices, word) for word in words) else _SLASHES.split(part)


def _normalise(text) -> str:
    if text is None:
        return ""
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(text))).casefold().translate(TO_SIMPLIFIED)


@cache
def _index(choices) -> tuple[dict[str, str], int]:
    """Every known word of the vocabulary -> code, and the width of its codes.

    Codes win over labels, labels over synonyms, synonyms over labels without their parentheses.
    """
    words = {_normalise(code): code for code in choices.values}
    shortened = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in choices.choices:
                word = _normalise(label)
                words.setdefault(word, code)
                shortened.setdefault(_PARENTHESES.sub("", word), code)
    for word, code in getattr(choices, "synonyms", {}).items():
        words.setdefault(_normalise(word), str(code))
    for word, code in shortened.items():
        words.setdefault(word, code)
    return words, max(len(str(code)) for code in choices.values)
