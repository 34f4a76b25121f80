"""An export whose process is killed in the middle, told as JSON: `python -m tests.exports.killed_export`.

Runs in a database of its own, beside the one DATABASE_URL names; another process must reach it.
"""

import json

from tests.benchmarks import scratch
from tests.concurrency.apart import kill_once

ROWS = 12_000
MAKE = """
import django; django.setup()
from veterans_portal.exports import work
from veterans_portal.exports.models import Export
work.make(Export.objects.get(pk={pk}))
"""


def main():
    with scratch.database():
        from django.utils import timezone

        from veterans_portal.exports import work
        from veterans_portal.exports.models import Export

        export = _asked()
        told = {"ended_early": _kill_under_way(export), "after_kill": _state(export)}
        told["taken_up_while_fresh"] = work.look_after()
        Export.objects.filter(pk=export.pk).update(heartbeat=timezone.now() - 2 * work.STALE)
        told["taken_up"] = work.look_after() == [export.pk]
        work.make(export)
        content = b"".join(work.export_download(user=export.user, export=export)).decode("utf-8-sig")
        lines = content.splitlines()
        told |= {"after": _state(export), "lines": len(lines), "different": len(set(lines))}
    print(json.dumps(told))


def _asked():
    from stations.models import Membership, Station, User
    from stations.roles import Role
    from tests.benchmarks import population
    from tests.exports.asking import ask

    population.populate(ROWS)
    user = User.objects.create_user("city_manager")
    city = Station.objects.get(code="440700000000")
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR, station=city)
    return ask(user, reveal=True, status="all")


def _kill_under_way(export):
    """Makes the export in another process and kills it as soon as rows are written; whether it ended by itself."""
    return kill_once(lambda: _state(export)["done"], MAKE.format(pk=export.pk))


def _state(export):
    export.refresh_from_db()
    return {"state": export.state, "done": export.progress}


if __name__ == "__main__":
    main()
