"""Two processes that book one venue for times that meet, told as JSON: `python -m tests.concurrency.venue_bookers`.

Runs in a database of its own, beside the one DATABASE_URL names. Both wait for one mark before they book, day
after day; each transaction stays open for a moment, so that the other one meets it.
"""

import datetime
import json
import multiprocessing
import time

from tests.benchmarks import scratch

DAYS = 6
OPEN_SECONDS = 0.2


def main():
    with scratch.database():
        from django.db import connections

        venue = _venue()
        connections.close_all()  # none of ours must live in two processes
        context = multiprocessing.get_context("fork")
        start, answers = context.Barrier(2), context.Queue()
        bookers = [context.Process(target=_book, args=(venue, hour, start, answers)) for hour in (9, 10)]
        for booker in bookers:
            booker.start()
        said = [answers.get(timeout=120) for _day in range(DAYS) for _booker in bookers]
        for booker in bookers:
            booker.join()
        print(json.dumps({"booked": said.count(""), "refused": [text for text in said if text], **_left()}))


def _venue():
    from stations.models import Station, Venue

    station = Station.objects.create(
        code="440704004212",
        name="直冲村退役军人服务站",
        place_name="直冲村",
        tier="village",
        path="440704004212/",
    )
    return Venue.objects.create(station=station, kind="home", name="军人之家").pk


def _book(pk, hour, start, answers):
    """Books two hours from `hour` on each day; "" or why it was refused."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from care_activities.services.venue_uses import use_book
    from stations.models import Venue

    venue = Venue.objects.select_related("station").get(pk=pk)
    for day in range(DAYS):
        start.wait()
        try:
            with transaction.atomic():
                use_book(
                    actor=None,
                    venue=venue,
                    date=datetime.date(2030, 1, 1 + day),
                    start=datetime.time(hour),
                    end=datetime.time(hour + 2),
                    purpose="议事",
                    organiser="station",
                )
                time.sleep(OPEN_SECONDS)
            answers.put("")
        except ValidationError as refusal:
            answers.put(" ".join(refusal.messages))


def _left():
    from care_activities.models import VenueUse

    return {"stored": VenueUse.objects.count(), "days": VenueUse.objects.values("date").distinct().count()}


if __name__ == "__main__":
    main()
