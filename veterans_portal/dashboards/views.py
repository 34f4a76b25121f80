"""The dashboard of a station: figures, composition, visits, children, consistency, profile."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from care_activities.models.requests import hidden_ids
from care_activities.vocabulary import Occasion
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans.buckets import Bucket

from ..reach import reaches
from . import composition, consistency, in_period, outlines, panels, subtree, units
from .asked import Asked, parts, years
from .district_map import coloured_by, district_map
from .figures import Basis, basis_of, figures_of
from .profile import profile
from .side_by_side import comparison

_WAIT = 600  # seconds for which what was counted from all files of a district stands


@requires(Verb.FIGURES)
def home(request):
    """The dashboard of the user's highest station."""
    grants = request.user.grants(Verb.FIGURES)
    station = Station.objects.filter(pk__in=[grant.station_id for grant in grants]).order_by("path").first()
    if station is None:
        raise Http404
    return redirect("dashboard", code=station.code)


@requires(Verb.FIGURES)
@never_cache
def station(request, code):
    """The whole page in a number of statements that does not depend on the size of the subtree.

    Drawing costs more than counting: what is drawn is remembered until something is written below the station.
    """
    visible = Station.objects.visible_to(request.user, Verb.FIGURES)
    place = get_object_or_404(visible.select_related("leading_party_organisation"), code=code)
    today = timezone.localdate()
    reader = panels.Reader.of(request.user, place)
    state = units.state_of(place)
    digest = units.digest_of(today, dict(state), str(place.leading_party_organisation))
    hidden = hidden_ids(request.user)  # complaints about the reader: she has pages of her own
    seen = f"{place.code}-{reader.has_files}-{get_language()}{f'-{request.user.pk}' if hidden else ''}"
    asked = Asked.read(request.GET, today)
    coloured = coloured_by(place, request.GET.get("map"))
    chosen = request.GET.getlist("compare")

    def drawn(key, draw, *more):
        return units.drawn(f"{key}-{seen}", units.digest_of(digest, *more), draw)

    def drawn_of_bucket(key, draw, written=list):
        """Of a class of people; in a district or more it costs seconds and is counted every ten minutes."""
        if not asked.bucket or place.tier not in (Station.Tier.CITY, Station.Tier.DISTRICT):
            return drawn(key, draw, *written())
        return units.drawn(f"{key}-{seen}", units.digest_of(today, timezone.now().timestamp() // _WAIT), draw)

    def listed():
        branches = subtree.gather(place, as_of=today, state=state, user=request.user)
        return panels.children_of(place, branches)[0]

    key = "-".join(value for _name, value in asked.query)
    context = {
        "station": place,
        "crumbs": crumbs(request.user, place),
        "asof": timezone.localtime(),
        "reader": reader,
        "asked": asked,
        "panels": drawn("panels", lambda: _panels(place, reader, today, state, request.user), hidden),
        "in_period": drawn_of_bucket(
            f"period-{key}",
            lambda: _period(place, asked, reader, today),
            lambda: in_period.written_elsewhere(asked),
        ),
        "of_bucket": drawn_of_bucket(f"of-{asked.bucket}", lambda: _of_bucket(place, asked, reader, today))
        if asked.bucket
        else "",
        "map": drawn(
            f"map-{coloured}-{key}", lambda: _map(listed(), reader, coloured, asked), outlines.version()
        )
        if coloured
        else "",
        "compared": comparison(chosen, listed() if chosen else [], reader),
    }
    return render(request, "dashboards/station.html", context)


def _panels(place, reader, today, state, user):
    branches = subtree.gather(place, as_of=today, state=state, user=user)
    everything = subtree.total(branches)
    basis = basis_of(place, everything)
    found = figures_of(basis)
    listed, leftover = panels.children_of(place, branches)
    own = branches.get("", subtree.Counts())
    lines, total = panels.children_table(place, listed, own, everything, reader) if listed else ([], None)
    parts = [Basis(place, counts) for counts in (*(c for _child, c in listed), own)] if listed else []
    context = {
        "headline": panels.headline(found, reader, place),
        "composition": panels.composition(found, reader),
        "compositions": panels.compositions(found, reader),
        "veterans": reader.card(found["veterans"]),
        "soldiers": found["discharged_soldier_identity"],
        "visits": panels.visits_chart(everything, today, reader),
        "visits_url": f"{reverse('visits')}?station={place.code}" if reader.has_files else "",
        "checks": consistency.checks(place, basis, parts, leftover),
        "lines": lines,
        "total": total,
        "children_chart": panels.children_chart(listed, own, place) if listed else None,
        "composition_chart": None if listed else panels.composition_chart(found),
        "groups": panels.groups(found, reader),
        "profile": profile(place, basis, found),
    }
    return {part: render_to_string(f"dashboards/{part}.html", context) for part in ("summary", "details")}


def _period(place, asked, reader, today):
    context = {
        "asked": asked,
        "period_rows": in_period.rows(place, asked, reader),
        "coverage": in_period.coverage(place, asked, reader),
        "years": years(today),
        "parts": parts(),
        "occasions": Occasion.choices,
        "buckets": Bucket.choices,
        "counted_at": timezone.localtime(),
    }
    return render_to_string("dashboards/period.html", context)


def _of_bucket(place, asked, reader, today):
    counted = composition.of_bucket(place, asked.bucket, today)
    card, compositions = panels.compositions_of(place, asked.bucket, counted, reader)
    context = {"veterans": card, "compositions": compositions, "counted_at": timezone.localtime()}
    return render_to_string("dashboards/of_bucket.html", context)


def _map(listed, reader, coloured, asked):
    found = district_map(listed, reader, coloured)
    return render_to_string("dashboards/map.html", {"map": found, "asked": asked}) if found else ""


def crumbs(user, place):
    """The way down the tree to `place`; only stations whose dashboard the user may open are links."""
    return [
        {
            "label": above.place_name,
            "url": reverse("dashboard", args=[above.code]) if reaches(user, Verb.FIGURES, above) else "",
        }
        for above in Station.objects.ancestors_of(place)
    ] + [{"label": place.place_name}]
