"""The sheet of consultations (咨询台账): a row a question, of a person on file or of somebody unnamed."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from stations.models import Station, SupportMember
from stations.spreadsheets import (
    CodeWidget,
    DayWidget,
    IdWidget,
    Link,
    ModelResource,
    NameWidget,
    StationWidget,
    TextWidget,
    column_maker,
)
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import code_for

from .. import vocabulary
from ..models import Consultation
from ..place_tallies import recount_consultations
from .headers import CONSULTATIONS

_NO_UNITS = [refuse_unit_designation]
_OF_PERSON = ("person__name", "person__id_number", "person__archive_no")
_ADVISER, _ROLE = "adviser__name", "adviser__role"
_NO_ADVISER = _("本站和上级站的保障队伍里没有这个人；请核对姓名，或先登记保障队伍成员")
_SEVERAL_ADVISERS = _("保障队伍里有几位同名的成员；请填写接待人角色")
_consultation = column_maker(CONSULTATIONS)


class ConsultationResource(ModelResource):
    """The same question is the same station, day, topic, words and person."""

    kind = "consultations"
    title = _("咨询")
    model = Consultation
    identity = ("date", "topic", "question")
    required = ("outcome",)
    forbidden = FORBIDDEN
    about = _("法律顾问、民警、社工等接待咨询的台账，一行一次；不写姓名的为匿名咨询")
    needed = (("date",), ("adviser_name",), ("topic",), ("question",))
    uncompared = frozenset(_OF_PERSON)
    links = {_ADVISER: Link("adviser_id", SupportMember, _NO_ADVISER)}

    station = _consultation("station", "所属站", StationWidget())
    town = _consultation("town", "所属镇街", TextWidget(40))
    date = _consultation("date", "咨询日期", DayWidget())
    adviser_name = _consultation(_ADVISER, "接待人", NameWidget())
    adviser_role = _consultation(
        _ROLE, "接待人角色", CodeWidget(SupportMember.Role, code_for), help_text=_("有同名的成员才需要填写")
    )
    topic = _consultation("topic", "咨询类别", CodeWidget(vocabulary.ConsultationTopic, code_for))
    archive_no = _consultation("person__archive_no", "档案编号", ArchiveNoWidget())
    person_name = _consultation("person__name", "姓名", NameWidget(), help_text=_("匿名咨询的不填"))
    id_number = _consultation("person__id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    question = _consultation("question", "咨询问题", TextWidget(300, _NO_UNITS))
    advice = _consultation("advice", "答复意见", TextWidget(500, _NO_UNITS))
    outcome = _consultation("outcome", "后续", CodeWidget(vocabulary.ConsultationOutcome, code_for))

    # --- matching ---------------------------------------------------------------------------

    def settle(self, row, context):
        super().settle(row, context)
        if _ADVISER not in row.values and self.header(_ADVISER) not in row.bad:
            row.refuse(self.header(_ADVISER), _("请填写这一格"))

    def locate(self, rows, context):
        named = [row for row in rows if row.values.keys() & {*_OF_PERSON}]
        sheet_targets.find_people(named, context, header=self.header("person__name"), prefix="person__")
        super().locate([row for row in rows if row.open and "person" not in row.links], context)

    @property
    def asked(self):
        return (*self.identity, "person_id")

    def key(self, row):
        return f"{super().key(row)}/{_person_of(row)}"

    def pick(self, row, stored):
        return super().pick(row, [one for one in stored if one["person_id"] == _person_of(row)])

    def _look_up(self, rows):
        """Finds who advised: a member of the row's station or of one above, by name and, where said, by role."""
        paths = Station.objects.filter(pk__in={row.station_id for row in rows})
        codes = {station.pk: station.path_codes for station in paths}
        members = SupportMember.objects.filter(
            name__in={row.values[_ADVISER] for row in rows},
            station__code__in={code for some in codes.values() for code in some},
        )
        known = defaultdict(list)
        for pk, name, role, code in members.values_list("pk", "name", "role", "station__code"):
            known[name].append((pk, role, code))
        for row in rows:
            role = row.values.get(_ROLE)
            fitting = [
                (codes[row.station_id].index(code), pk)
                for pk, its_role, code in known[row.values[_ADVISER]]
                if code in codes[row.station_id] and role in (None, its_role)
            ]
            self._take_adviser(row, fitting)

    def _take_adviser(self, row, fitting):
        nearest = max(fitting)[0] if fitting else None
        near = [pk for depth, pk in fitting if depth == nearest]
        if len(near) != 1:
            row.refuse(self.header(_ADVISER), _SEVERAL_ADVISERS if near else _NO_ADVISER)
        else:
            row.links["adviser"] = near[0]

    # --- writing ----------------------------------------------------------------------------

    def resolve(self, rows, context):
        for row in rows:
            if row.root.pop(_ADVISER, None):
                row.root["adviser_id"] = row.links["adviser"]

    def new_roots(self, rows, context):
        roots = super().new_roots(rows, context)
        return [root | {"person_id": _person_of(row)} for root, row in zip(roots, rows, strict=True)]

    def recount(self, station_ids):
        recount_consultations(station_ids)

    def labels(self, ids):
        topics = vocabulary.ConsultationTopic
        rows = Consultation.objects.filter(pk__in=ids)
        found = rows.values_list("pk", "date", "topic", "person__archive_no")
        return {
            pk: f"{date} {topics(topic).label} {number or ''}".strip() for pk, date, topic, number in found
        }


def _person_of(row):
    person = row.links.get("person")
    return person.pk if person else None
