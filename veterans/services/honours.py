"""立功喜报: from the day it came in to the day it was brought to the household."""

from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.roles import Verb
from stations.services import ServiceError

from ..models import MeritNews
from .rights import require


@transaction.atomic
def merit_news_deliver(*, actor, news, delivered_on, delivered_by, ceremony="") -> MeritNews:
    """The good news reached the household: when, brought by whom, in what form.

    Raises ServiceError when it was delivered before, PermissionDenied, ValidationError and Conflict.
    """
    require(actor, Verb.CHANGE, news)
    floor_tallies.lock(news.scope_station_ids())
    stored = MeritNews.objects.get(pk=news.pk)
    if stored.delivered_on:
        raise ServiceError(_("这份喜报已经登记送达；要更正，请在“修改”里改。"))
    news.delivered_on, news.delivered_by, news.ceremony = delivered_on, delivered_by, ceremony
    news.full_clean()
    news.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=news.household.station,
        target=news,
        before=audit.snapshot(stored),
        after=audit.snapshot(news),
    )
    return news
