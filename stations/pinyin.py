"""Pinyin of personal names, kept beside them as the key to search and sort by.

pypinyin reads words; a surname often has a reading of its own (曾 zeng, 区 ou), so the table here goes first.
"""

import re
import unicodedata
from functools import cache

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

# Surnames that are read otherwise than the character standing alone, and compound ones where that matters.
_SURNAME_READINGS = """
尉迟 yu chi,万俟 mo qi,长孙 zhang sun,澹台 tan tai,乐正 yue zheng,子车 zi ju,宰父 zai fu,
曾 zeng,单 shan,仇 qiu,解 xie,区 ou,朴 piao,查 zha,盖 ge,翟 zhai,冼 xian,洗 xian,覃 qin,
逄 pang,缪 miao,任 ren,华 hua,员 yun,贠 yun,种 chong,乐 yue,召 shao,折 she,秘 bi,卜 bu,祭 zhai,
牟 mu,佴 nai,隗 wei,郇 xun,句 gou,颉 xie,么 yao,都 du,繁 po,乜 nie,粘 nian,阚 kan,藏 zang,
薄 bo,炅 gui,角 jue,长 zhang,能 nai
"""
_SURNAMES = dict(entry.split(maxsplit=1) for entry in _SURNAME_READINGS.split(","))
# Characters whose first reading in the dictionary is not the one that given names have.
_GIVEN = {"长": "chang", "泊": "bo", "琢": "zhuo", "率": "shuai", "还": "huan", "都": "du", "参": "can"}
_FIRST_CHINESE = 0x2E80


def pinyin_of(name):
    """(full, initials) in lower-case ASCII: 陈志强 -> ("chenzhiqiang", "czq"); ü is written v.

    Latin letters stay, a Latin word counting as one syllable; characters without a known reading,
    dots and spaces are left out. ("", "") when nothing can be read.
    """
    name = unicodedata.normalize("NFKD", name) if not _is_chinese(name) else name
    surname = name[:2] if name[:2] in _SURNAMES else name[:1]
    syllables = []
    if surname in _SURNAMES and "·" not in name:
        syllables += _SURNAMES[surname].split()
        name = name[len(surname) :]
    elif name and _is_chinese(name[0]):
        syllables += _syllable(name[0])
        name = name[1:]
    return _key(syllables + _given(name))


def given_pinyin_of(given):
    """The same of a given name alone, where no character has the reading of a surname: 曾 -> ("ceng", "c")."""
    given = unicodedata.normalize("NFKD", given) if not _is_chinese(given) else given
    return _key(_given(given))


def _key(syllables):
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def _given(name):
    if name in PHRASES_DICT:
        return lazy_pinyin(name)
    syllables = []
    for part in re.findall(r"[A-Za-z]+|[^A-Za-z]", name):
        if part.isascii():
            syllables += [part.lower()] if part.isalpha() else []
        else:
            syllables += _syllable(part)
    return syllables


def _is_chinese(text):
    return all(ord(char) >= _FIRST_CHINESE for char in text)


@cache
def _syllable(char):
    """The usual reading of one character as a list of one, empty when none is known.

    The cache holds single characters, never names.
    """
    if char in _GIVEN:
        return [_GIVEN[char]]
    return [
        reading for reading in lazy_pinyin(char, errors="ignore") if reading.isascii() and reading.isalpha()
    ]
