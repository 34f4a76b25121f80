"""The article's figures beside those of the portal."""

from decimal import Decimal

from . import stage


def disagreements(found, code) -> list[str]:
    """Sentences naming every figure of the station that breaks its rule; [] when all are as the article says.

    `found` is what `veterans_portal.dashboards.figures.figures` gives. A rule "at least" takes more, every
    other one wants the very number, money to the cent and ratios to the tenth.
    """
    wrong = []
    for key, (expected, rule) in stage.article(code).items():
        value = found[key].value if key in found else None
        if value is None:
            wrong.append(f"{key}: nothing, expected {expected}")
        elif rule.startswith("at least"):
            if value < Decimal(expected):
                wrong.append(f"{key}: {value}, expected at least {expected}")
        elif _written(value) != expected:
            wrong.append(f"{key}: {value}, expected {expected}")
    return wrong


def _written(value):
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
