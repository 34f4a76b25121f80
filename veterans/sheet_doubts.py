"""Rows of the sheet of people that may speak of a file without saying so for certain: people decide.

Number and name agree, or the row is somebody new: that is certain. Everything in between goes to the queue of
doubtful rows with the files it may mean, and comes back with a decision (Staged.decision). Only files of the
stations of the run are ever named.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import ImportVerb

from .derive import id_digest, id_keys, phone_digest, plain
from .models import PersonFile
from .vocabulary import FileStatus

_A_QUERY = 500
# More namesakes than these nobody compares one by one.
_MOST = 5

OTHER_NAME = _("这个身份证号已经建档，但姓名与表里的不同；请核对是不是同一个人")
SAME_NAME = _("本站已有同名人员；请核对是不是同一个人")
NUMBER_MISSING = _("本站有同名而暂无身份证号的档案；请核对是不是同一个人")
SAME_BIRTH = _("已有姓名和出生日期相同、身份证号不同的档案；请核对是不是同一个人")
SAME_PHONE = _("已有姓名和手机相同、身份证号不同的档案；请核对是不是同一个人")
SAME_HOUSEHOLD = _("同一户已有同名、身份证号不同的档案；请核对是不是同一个人")
_ON_FILE = _("这个身份证号已经建档，不能新建；请改正表里的身份证号")
_GONE = _("核对时选的档案已经不在您的范围内；请重新核对")
_CLOSED = _("档案已迁出、去世或注销；请先核对档案状态")
_OTHER_STATION = _("档案在您管理范围内的另一个站；要转到表里写的站，请允许“转到另一个站”后重新检查")


class Found(NamedTuple):
    """What is asked of a file before its row is believed."""

    pk: int
    name: str
    station_id: int
    status: str
    birth_date: str
    digest: str | None

    COLUMNS = ("pk", "name", "managing_station_id", "status", "birth_date", "id_digest")

    @property
    def numbered(self):
        return self.digest is not None


def digest_of(row) -> str | None:
    """The digest of the row's ID number, worked out once; None without a number."""
    if "id_number" not in row.values:
        return None
    if "digest" not in row.links:
        row.links["digest"] = id_digest(row.values["id_number"])
    return row.links["digest"]


def take(row, found, context) -> None:
    """Takes the file found for the row's, unless its status or its station needs more than was allowed."""
    if found.status != FileStatus.ACTIVE and row.values.get("status") != found.status:
        row.hold(_CLOSED)
    elif row.station_id not in (None, found.station_id) and ImportVerb.MOVE not in context.verbs:
        row.hold(_OTHER_STATION)
    else:
        row.target_id = found.pk


# --- what was decided ---------------------------------------------------------------------------


def honour_decisions(rows, by_digest, context) -> None:
    """Gives rows the file that somebody chose for them; `by_digest` holds the files of their numbers."""
    chosen = {row.decided_same for row in rows if row.decided_same}
    files = {}
    if chosen:
        columns = (*Found.COLUMNS, "id_number")
        for *values, number in PersonFile.objects.filter(pk__in=chosen).values_list(*columns):
            files[values[0]] = Found(*values), plain(number)
    for row in rows:
        holder = by_digest.get(digest_of(row))
        if row.decided_new:
            if holder is not None:
                row.hold(_ON_FILE, [holder.pk] if holder.station_id in context.stations else ())
            continue
        found, number = files.get(row.decided_same, (None, ""))
        if found is None or found.station_id not in context.stations:
            row.hold(_GONE)
        elif holder is not None and holder.pk != found.pk:
            row.hold(_ON_FILE)
        else:
            if found.numbered and "id_number" not in row.values:
                for attribute in ("no_id_reason", "birth_date", "sex"):  # the number on file says them
                    row.values.pop(attribute, None)
            take(row, found, context)
            if row.values.get("id_number", number) != number:
                row.links["number_on_file"] = number


def change_number(resource, row, context) -> None:
    """Plans another ID number for the file that somebody said the row speaks of: its number, or its first one."""
    if "number_on_file" not in row.links:
        return
    old, new = row.links["number_on_file"], row.values["id_number"]
    left = []
    if resource.allows("id_number", old, new, context.verbs, left):
        row.stored.values["id_number"] = old
        # The rest follows from the number; it stands here so that undoing finds what was there before.
        row.root |= {name: id_keys(new)[name] for name in ("id_number", "no_id_reason", "birth_date", "sex")}
        row.changes.append(["id_number", old, new])
    elif left:
        row.note(
            resource.header("id_number"),
            _("与档案不同，没有改动；要以表格为准，请允许“更改已有内容”后重新检查"),
        )


# --- what is doubtful ---------------------------------------------------------------------------


def hold_doubtful(rows, context) -> None:
    """Holds rows whose number is new while a file in reach has the same name and birth date, mobile or household.

    A handful of questions for all rows; asked at the check only, not under the lock.
    """
    rows = [row for row in rows if row.open and "name" in row.values]
    for text, key_of, files_of in (
        (SAME_BIRTH, _birth_key, _files_by_birth),
        (SAME_PHONE, _phone_key, _files_by_phone),
        (SAME_HOUSEHOLD, _household_key, _files_by_household),
    ):
        keys = {id(row): key for row in rows if row.open and (key := key_of(row))}
        files = files_of(set(keys.values())) if keys else {}
        for row in rows:
            found = [f for f in files.get(keys.get(id(row)), ()) if f.station_id in context.stations]
            if found:
                row.hold(text, sorted({f.pk for f in found})[:_MOST])


def _birth_key(row):
    number = row.values["id_number"]
    return row.values["name"], f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def _phone_key(row):
    mobile = row.values.get("mobile")
    return (row.values["name"], phone_digest(mobile)) if mobile else None


def _household_key(row):
    number = row.values.get("household__number")
    return (row.values["name"], row.station_id, number) if number and row.station_id else None


def _files_by_birth(keys):
    return _files(keys, ("birth_date",))


def _files_by_phone(keys):
    return _files(keys, ("mobile_digest",))


def _files_by_household(keys):
    return _files(keys, ("household__station_id", "household__number"))


def _files(keys, columns):
    """`{(name, *columns): files}` of those among `keys` that are on file, asked for by the last column."""
    keys = sorted(keys)
    found = defaultdict(list)
    for start in range(0, len(keys), _A_QUERY):
        some = keys[start : start + _A_QUERY]
        wanted = Q(**{f"{columns[-1]}__in": {key[-1] for key in some}}, name__in={key[0] for key in some})
        if len(columns) > 1:
            wanted &= Q(**{f"{columns[0]}__in": {key[1] for key in some}})
        rows = PersonFile.objects.filter(wanted).order_by()
        for *values, name in rows.values_list(*Found.COLUMNS, *columns, "name"):
            file, rest = Found(*values[: len(Found.COLUMNS)]), values[len(Found.COLUMNS) :]
            found[(name, *rest)].append(file)
    return found
