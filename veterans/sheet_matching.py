"""Whom a row of the sheet of people is about: by ID number, else by name within the station."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import ImportVerb

from . import sheet_doubts
from .models import PersonFile
from .services.held import HELD_ELSEWHERE, HELD_UNKNOWN
from .sheet_doubts import Found, digest_of, take
from .sheet_targets import DISAGREE, by_archive_no
from .vocabulary import ENDED_BENEFIT_STATUSES

_IDS_A_QUERY = 500

_ARCHIVE_HEADER = "档案编号"
_NO_SUCH_ARCHIVE = _("在您的范围内没有这个档案编号；请核对，新登记的人不要填写档案编号")
_NUMBER_NOT_ON_FILE = _("这份档案还没有身份证号；请先在档案里补填身份证号，再导入")
_OTHER_NAME_OF_ARCHIVE = _("这个档案编号的姓名与表里的不同；请核对姓名和编号，确要改名的请允许“更改已有内容”")
_SEVERAL_PERIODS = _("有几段服役经历，不能确定是哪一段，服役情况没有导入；请在档案里修改")
_SEVERAL_BENEFITS = _("没有写优抚类别，不能确定是哪一项优抚，优抚待遇没有导入")


def key(row) -> str | None:
    """The digest of the ID number, or name and station of somebody without one."""
    if "id_number" in row.values:
        return digest_of(row)
    if "archive_no" in row.values:
        return row.values["archive_no"]
    return f"{row.station_id}/{row.values.get('name')}" if "name" in row.values else None


def identify(resource, rows, context) -> None:
    _match_archived([row for row in rows if "archive_no" in row.values and not row.decision], context)
    rows = [row for row in rows if "archive_no" not in row.values or row.decision]
    numbered = {digest_of(row): row for row in rows if "id_number" in row.values}
    found = _by_digest(numbered)
    decided = [row for row in rows if row.decision]
    if decided:
        sheet_doubts.honour_decisions(decided, found, context)
    for digest, row in numbered.items():
        if digest in found and not row.decision:
            _accept(row, found[digest], context)
    strangers = [row for digest, row in numbered.items() if digest not in found and not row.decision]
    unnumbered = [row for row in rows if "id_number" not in row.values and not row.decision]
    _match_names(strangers, unnumbered, context)
    if not context.writing:
        sheet_doubts.hold_doubtful(strangers, context)


def _by_digest(digests):
    digests = list(digests)
    found = {}
    for start in range(0, len(digests), _IDS_A_QUERY):
        rows = PersonFile.objects.filter(id_digest__in=digests[start : start + _IDS_A_QUERY]).order_by()
        found |= {row[-1]: Found(*row) for row in rows.values_list(*Found.COLUMNS)}
    return found


def _accept(row, found, context):
    """Takes the file found by number for the row's, unless something speaks against it."""
    if found.station_id not in context.stations:
        known = found.name == row.values.get("name") and context.tell_held(row)
        row.hold(HELD_ELSEWHERE if known else HELD_UNKNOWN)
    elif found.name != row.values.get("name"):
        row.hold(sheet_doubts.OTHER_NAME, [found.pk])
    else:
        take(row, found, context)


def _match_archived(rows, context):
    """Rows with an archive number are about that file, and about nobody where it is out of reach."""
    found = by_archive_no({row.values["archive_no"] for row in rows})
    files = _by_pk([person.pk for person in found.values()])
    for row in rows:
        person = found.get(row.values["archive_no"])
        if person is None or person.station_id not in context.stations:
            row.refuse(_ARCHIVE_HEADER, _NO_SUCH_ARCHIVE)
            continue
        file = files[person.pk]
        if "id_number" in row.values and file.digest is None:
            row.hold(_NUMBER_NOT_ON_FILE)
        elif "id_number" in row.values and file.digest != digest_of(row):
            row.hold(DISAGREE)
        elif file.name != row.values.get("name") and ImportVerb.CHANGE not in context.verbs:
            row.hold(_OTHER_NAME_OF_ARCHIVE)
        else:
            take(row, file, context)


def _by_pk(ids):
    found, ids = {}, sorted(ids)
    for start in range(0, len(ids), _IDS_A_QUERY):
        rows = PersonFile.objects.filter(pk__in=ids[start : start + _IDS_A_QUERY]).order_by()
        found |= {row[0]: Found(*row) for row in rows.values_list(*Found.COLUMNS)}
    return found


def numbers_of(ids) -> dict[int, str]:
    """The ID numbers of files, "" for one without."""
    found, ids = {}, sorted(ids)
    for start in range(0, len(ids), _IDS_A_QUERY):
        rows = PersonFile.objects.filter(pk__in=ids[start : start + _IDS_A_QUERY]).order_by()
        found |= {pk: number.open() if number else "" for pk, number in rows.values_list("pk", "id_number")}
    return found


def _match_names(strangers, unnumbered, context):
    """Rows whose number is new may still be on file without a number; rows without one go by name."""
    by_name = _by_name([*strangers, *unnumbered], context)
    for row in strangers:
        namesakes = by_name.get(_place(row, context), ())
        if nameless := [found.pk for found in namesakes if not found.numbered]:
            row.hold(sheet_doubts.NUMBER_MISSING, nameless)
    for row in unnumbered:
        namesakes = by_name.get(_place(row, context), ())
        if len(namesakes) == 1 and not namesakes[0].numbered and _same_birth(row, namesakes[0]):
            take(row, namesakes[0], context)
        elif namesakes:
            row.hold(sheet_doubts.SAME_NAME, [found.pk for found in namesakes])


def _place(row, context):
    return row.station_id or context.new_station, row.values.get("name")


def _by_name(rows, context):
    """`{(station, name): files}` for people without a number, and for namesakes of rows without one."""
    stations = {_place(row, context)[0] for row in rows} - {None}
    names = sorted(
        {row.values["name"] for row in rows if "id_number" not in row.values and "name" in row.values}
    )
    files = PersonFile.objects.filter(managing_station__in=stations).order_by("pk")
    found = defaultdict(dict)
    queries = [files.filter(id_digest__isnull=True)]
    queries += [
        files.filter(name__in=names[i : i + _IDS_A_QUERY]) for i in range(0, len(names), _IDS_A_QUERY)
    ]
    for query in queries:
        for columns in query.values_list(*Found.COLUMNS):
            person = Found(*columns)
            found[person.station_id, person.name][person.pk] = person
    return {place: list(files.values()) for place, files in found.items()}


def _same_birth(row, found):
    """Whether the birth dates agree as far as both are known."""
    known = row.values.get("birth_date", ""), found.birth_date
    return known[0].startswith(known[1]) or known[1].startswith(known[0])


# --- parts --------------------------------------------------------------------------------------


def the_period(wanted, stored):
    """The period of service a row speaks of: the only one, or that of the same enlistment."""
    if len(stored) <= 1:
        return stored[0] if stored else None
    same = [part for part in stored if part.values["enlisted_on"] == wanted.get("enlisted_on", "")]
    if len(same) != 1:
        raise LookupError(_SEVERAL_PERIODS)
    return same[0]


def the_benefit(wanted, stored):
    """The running benefit of the same type, or an ended one where the row says that it ended."""
    running = [part for part in stored if part.values["status"] not in ENDED_BENEFIT_STATUSES]
    if "type" not in wanted:
        if len(running) != 1:
            raise LookupError(_SEVERAL_BENEFITS)
        return running[0]
    same = [part for part in running if part.values["type"] == wanted["type"]]
    if not same and wanted.get("status") in ENDED_BENEFIT_STATUSES:
        same = [part for part in stored if part.values["type"] == wanted["type"]]
    return same[0] if same else None


def the_honour(wanted, stored):
    """The honour of the same title, in the same year where both say one."""
    for part in stored:
        year = part.values["year"]
        if part.values["title"] == wanted["title"] and wanted.get("year", year) in (year, None):
            return part
    return None
