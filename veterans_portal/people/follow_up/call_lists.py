"""Lists to work from on paper: whom to call (联系名单), and whom to visit with room to sign (走访签到表).

They hold the people the list of people was narrowed to; phones stand in clear for the station's own staff.
"""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.derive import plain
from veterans.services.identity import PHONES, list_noted

from ...paging import page_of
from ...reach import reaches
from ..file.access import phones_in_clear
from ..roster.lists import PeopleFilter, root_of
from ..roster.rows import with_what_rows_show

_ROWS = 100


@dataclass(frozen=True)
class Line:
    """One person on paper. Of a file kept elsewhere only contact, address and needs are told."""

    person: object
    kept_here: bool
    is_clear: bool

    @property
    def mobile(self):
        return self._number("mobile")

    @property
    def phone_alt(self):
        return self._number("phone_alt")

    @property
    def emergency_phone(self):
        return self._number("emergency_phone")

    @property
    def address(self):
        """Where the person lives, as far as known."""
        person, household = self.person, self.person.household
        if person.residence_address or household is None or not self.kept_here:
            return person.residence_address
        group = household.village_group.name if household.village_group else ""
        return f"{group} {household.address or household.number}".strip()

    @property
    def phones(self):
        """The names of the numbers that stand in clear."""
        return {name for name in PHONES if getattr(self.person, name)} if self.is_clear else set()

    def _number(self, name):
        number = getattr(self.person, name)
        return plain(number) if self.is_clear else str(number or "")


@requires(Verb.VIEW)
@never_cache
def calls(request):
    """联系名单."""
    return _list(request, "people/follow_up/calls.html", gettext_lazy("联系名单"))


@requires(Verb.VIEW)
@never_cache
def visit_sheet(request):
    """走访签到表."""
    return _list(request, "people/follow_up/visit_sheet.html", gettext_lazy("走访签到表"))


def _list(request, template, title):
    user, asked = request.user, PeopleFilter.of(request)
    label, found = asked.apply(user)
    page = page_of(with_what_rows_show(found), request, ["name_pinyin", "pk"], size=_ROWS)
    lines = [_line(user, person) for person in page.rows]
    if lines:
        _note(user, asked.station, title, lines)
    context = {"asked": asked, "label": label, "title": title, "lines": lines, "page": page}
    return render(request, template, context)


def _line(user, person):
    return Line(person, reaches(user, Verb.VIEW, person.managing_station), phones_in_clear(user, person))


def _note(user, station, title, lines):
    with override(settings.LANGUAGE_CODE):  # the log is kept in Chinese
        label = _("%(list)s %(count)s 人") % {"list": title, "count": len(lines)}
    list_noted(
        actor=user,
        station=root_of(user, station),
        label=label,
        fields={name for line in lines for name in line.phones},
    )
