"""What every ledger of the demo is made with: its users, its people, and days reckoned back from today."""

import datetime

from stations import audit
from stations.models import User
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus

CITY, DISTRICT, STREET = "440700000000", "440704000000", "440704004000"


def user_of(username):
    return User.objects.get(username=username)


def people_of(code):
    """The files of a station, the eldest first."""
    people = PersonFile.objects.filter(managing_station__code=code, status=FileStatus.ACTIVE)
    return people.order_by("birth_date", "pk")


def keep(row, actor, station):
    """Saves a row whose page saves it without more rules than the model's."""
    row.full_clean()
    row.save()
    audit.record(audit.Action.CREATE, actor=actor, station=station, target=row, after=audit.snapshot(row))


def ago(today, days):
    return today - datetime.timedelta(days=days)
