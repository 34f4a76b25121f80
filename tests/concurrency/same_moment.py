"""Two staff who do the same thing at the same moment, told as JSON: `python -m tests.concurrency.same_moment`.

Runs in a database of its own, beside the one DATABASE_URL names. Of each act it tells what the two processes
answered, and what stands in the database afterwards.
"""

import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from tests.benchmarks import scratch
from tests.concurrency.apart import ROOT

VILLAGE, STREET = "440704004212", "440704004000"


def main():
    with scratch.database():
        from tests.conftest import gather_cast, grow_tree

        stations = grow_tree()
        gather_cast(stations)
        village = stations[VILLAGE]
        told = {"hang": _hang(village), "approve": _approve(village), "visit": _visit(stations)}
        told["problems"] = _problems()
    print(json.dumps(told, ensure_ascii=False))


def _together(act, pk, usernames) -> list[str]:
    """What the processes of the two users said, sorted."""
    with tempfile.TemporaryDirectory() as folder:
        go_file = Path(folder, "go")
        command = [sys.executable, "-m", "tests.concurrency.one_act", act, str(pk)]
        actors = [
            subprocess.Popen([*command, username, str(go_file)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for username in usernames
        ]
        for actor in actors:
            actor.stdout.readline()
        go_file.touch()
        return sorted(actor.communicate(timeout=60)[0].strip() for actor in actors)


def _hang(village):
    from care_activities.models import Plaque, PlaqueEvent
    from care_activities.services.plaques import plaque_register
    from tests.veterans.people import register
    from veterans.models import Household
    from veterans.services.records import household_save

    home = household_save(actor=None, household=Household(station=village, number="001", head_name="陈大文"))
    register(village, household=home)
    plaque = plaque_register(actor=None, household=home, role="TY", initiated_by="station", status="to_hang")
    said = _together("hang", plaque.pk, ["zhichong_staff", "street_manager"])
    return {
        "said": said,
        "hung": Plaque.objects.filter(status="hung").count(),
        "events": PlaqueEvent.objects.filter(kind="hung").count(),
    }


def _approve(village):
    from care_activities.models import AidDecision
    from care_activities.services import aid, aid_applications
    from tests.veterans.people import register

    case = aid.case_open(actor=None, person=register(village, "王水生"), situation="A4", kind="medical")
    case = aid.case_verify(actor=None, case=case, found=True)
    application = aid_applications.application_submit(
        actor=None, case=case, applicant="self", asked=Decimal(3000), source="fiscal"
    )
    aid_applications.application_decide(actor=None, application=application, agree=True)
    said = _together("approve", application.pk, ["district_manager", "city_manager"])
    application.refresh_from_db()
    decisions = AidDecision.objects.filter(application=application, act="approved")
    return {"said": said, "state": application.state, "decisions": decisions.count()}


def _visit(stations):
    from care_activities.models import Visit
    from tests.care.test_visit_rounds import open_round

    opened = open_round(stations[STREET])
    line = opened.lines.filter(person__isnull=False).first()
    said = _together("visit", line.pk, ["zhichong_staff", "street_manager"])
    return {"said": said, "visits": Visit.objects.count()}


def _problems():
    from care_activities import tallies as care_tallies
    from veterans import tallies

    return [*tallies.verify(), *care_tallies.verify()]


if __name__ == "__main__":
    main()
