"""Amounts of money in Chinese capitals (大写), as receipts want them (票据法实施管理办法, 正确填写票据的基本规定)."""

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ["", "拾", "佰", "仟"]
_GROUPS = ["", "万", "亿"]


def in_capitals(amount: Decimal) -> str:
    """Such as "壹仟零贰拾元伍角整"; 元 to the cent, below 10^12. ValueError for a negative amount."""
    cents = int((Decimal(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if cents < 0 or cents >= 10**14:
        raise ValueError(amount)
    yuan, cents = divmod(cents, 100)
    jiao, fen = divmod(cents, 10)
    text = f"{_whole(yuan)}元" if yuan or not cents else ""
    if not cents:
        return f"{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += _DIGITS[0]
    return f"{text}{_DIGITS[fen]}分" if fen else f"{text}整"


def _whole(number):
    """The number in groups of four digits; zeros between digits are read once, those at the end never."""
    if not number:
        return _DIGITS[0]
    text, gap, place = "", False, 0
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append((group, place))
        place += 1
    for group, place in reversed(groups):
        if not group:
            gap = True
            continue
        if text and (gap or group < 1000):
            text += _DIGITS[0]
        text += _of_four(group) + _GROUPS[place]
        gap = False
    return text


def _of_four(group):
    text, gap = "", False
    for power in range(3, -1, -1):
        digit = group // 10**power % 10
        if digit:
            text += (_DIGITS[0] if gap and text else "") + _DIGITS[digit] + _UNITS[power]
            gap = False
        else:
            gap = True
    return text
