"""Telling the people of a station something inside the portal; other channels may listen to `told`."""

from django.dispatch import Signal
from django.utils import timezone

from .models import Notice

# Sent with `notice` when one is written. Nothing listens unless an installation adds a channel (e-mail, SMS).
told = Signal()


def tell(station, text, *, url_name="", target=None) -> Notice:
    """Leaves `text` for the people of `station`, in the transaction of what it tells of; it names nobody."""
    notice = Notice.objects.create(
        station=station, at=timezone.now(), text=text[:200], url_name=url_name, target=target
    )
    told.send(sender=Notice, notice=notice)
    return notice
