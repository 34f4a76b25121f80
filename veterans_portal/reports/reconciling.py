"""Whether a report adds up: said before anybody signs it."""

from django.utils.translation import gettext as _

from ..dashboards.subtree import people_totals
from .filling import Filled


def problems(filled: Filled) -> list[str]:
    """A sentence for each rule of the report that its numbers break; [] when it reconciles.

    Whoever opens a kept report reads them: where small numbers are covered, none is told.
    """
    figures = [figure for table in filled.tables for figure in table.last.figures]
    numbers = people_totals(filled.station) | {
        figure.key: figure.value
        for figure in figures
        if figure.value is not None and not isinstance(figure.value, str)
    }
    covered = {figure.key for figure in figures if figure.sensitive}
    return [text for rule in filled.report.rules if (text := _broken(rule, numbers, covered))]


def _broken(rule, numbers, covered):
    left = sum(numbers.get(key, 0) for key in rule.left)
    right = sum(numbers.get(key, 0) for key in rule.right)
    if left == right or (left < right and not rule.is_equal):
        return ""
    if not covered.isdisjoint((*rule.left, *rule.right)):
        return _("%(words)s不符") % {"words": rule.words}
    told = {"words": rule.words, "left": f"{left:,}", "right": f"{right:,}"}
    if rule.is_equal:
        return _("%(words)s：%(left)s ≠ %(right)s") % told
    return _("%(words)s：%(left)s > %(right)s") % told
