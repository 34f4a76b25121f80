"""Sets the demo up: real divisions, one account a role, the article's two stations and their neighbours.

Everything about people comes in by the import pipeline, in the name of the accounts that may import there.
Each step leaves alone what is there already, so that a second run changes nothing and a run that was
stopped goes on.
"""

import time
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from stations.divisions import load_divisions
from stations.models import Station, User
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans_portal.imports import pipeline
from veterans_portal.imports.models import ImportBatch

from . import city, ledgers, marks, profiles, requests, tabs, year
from .accounts import create_accounts
from .deliveries import deliveries


class RealPeople(Exception):
    """The database holds people who are not made up; the demo keeps away from them."""


def refuse_real_people() -> None:
    """Raises RealPeople when somebody is on file who is not made up.

    A file without an ID number may belong to a demo, where people try what they like: it counts only
    where no sample person is on file.
    """
    real = PersonFile.objects.filter(is_sample=False)
    if marks.has_samples():
        real = real.filter(id_digest__isnull=False)
    if found := real.count():
        raise RealPeople(found)


def set_up(say: Callable[[str], None]) -> list[dict]:
    """Runs every step and says what it did and in how many seconds; returns the accounts."""
    _timed(say, "行政区划", lambda: _counted(load_divisions(), "新建 {} 个站"))
    accounts = []
    _timed(say, "演示账号", lambda: accounts.extend(create_accounts()) or f"{len(accounts)} 个")
    _timed(say, "两个站的场所、队伍和指标", _fill_profiles)
    for delivery in deliveries(timezone.localdate()):
        _timed(say, delivery.label, lambda delivery=delivery: _deliver(delivery))
    _timed(
        say,
        "两个站的家庭、社保、证件等栏目",
        lambda: _counted(tabs.fill_tabs(timezone.localdate()), "登记 {} 条"),
    )
    _timed(
        say,
        "直冲村正在进行的走访、悬挂和帮扶",
        lambda: _counted(ledgers.fill_ledgers(timezone.localdate()), "登记 {} 件"),
    )
    _timed(
        say,
        "两个站一年的活动、照料、咨询和政策",
        lambda: _counted(year.fill_year(timezone.localdate()), "登记 {} 件"),
    )
    _timed(say, "诉求、任务和工作日历", lambda: _counted(requests.fill_requests(), "登记 {} 件"))
    marks.forget()
    return accounts


def fill_city(say: Callable[[str], None], **numbers) -> None:
    """As many people as the whole city has (see city.py), each sheet with the seconds it took."""
    sheets = []
    _timed(say, "编制全市名册", lambda: sheets.extend(city.deliveries(**numbers)) or f"{len(sheets)} 份")
    for sheet in sheets:
        _timed(say, sheet.label, lambda sheet=sheet: _deliver(sheet))
    _timed(say, "更新数据库统计信息", _analyse)
    say(f"  {city.told()}")
    marks.forget()


def _analyse():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return "完成"


def _fill_profiles():
    profiles.establish_stations()
    return _counted(profiles.fill_profiles(), "填写 {} 个站")


def _timed(say, label, act):
    start = time.monotonic()
    done = act()
    say(f"  {label}：{done}（{time.monotonic() - start:.1f} 秒）")


def _counted(number, words):
    return words.format(number) if number else "已有"


def _deliver(delivery):
    if delivery.present():
        return "已有"
    batch = pipeline.open_batch(
        user=User.objects.get(username=delivery.username),
        kind=delivery.kind,
        files=[(f"{delivery.label}.xlsx", delivery.content())],
        station=Station.objects.get(code=delivery.station),
        mode=ImportBatch.Mode.ALL_OR_NOTHING,
        purpose="演示数据",
    )
    pipeline.check(batch)
    pipeline.apply(batch, user=batch.user)
    if batch.state != ImportBatch.State.APPLIED:
        raise ServiceError(f"{delivery.label}没有导入：{batch.reason}{_first_reasons(batch)}")
    return f"导入 {batch.totals['new'] + batch.totals['changed']} 行"


def _first_reasons(batch):
    rows = batch.rows.exclude(reasons=[]).order_by("id")[:3]
    return "".join(
        f"；第{row.number}行{reason['column']}{reason['text']}" for row in rows for reason in row.reasons
    )
