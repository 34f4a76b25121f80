"""The sheet of the canteen (长者饭堂用餐): a row the meals of one person on one day, or of those not named."""

import datetime
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from stations.models import DiningBenefit, Venue
from stations.spreadsheets import (
    DayWidget,
    IdWidget,
    IntegerWidget,
    ModelResource,
    NameWidget,
    StationWidget,
    TextWidget,
    column_maker,
    model_column_maker,
)
from stations.spreadsheets.records import FILL_IN
from veterans import sheet_targets
from veterans.models import PersonFile
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN

from .. import care_tallies
from ..models import DiningUse
from ..services.dining import Eligibility, eligibility_of
from .headers import DINING

_meals = column_maker(DINING)
_field = model_column_maker(DiningUse, DINING)
_VENUE = "venue__name"
_OF_PERSON = ("person__name", "person__id_number", "person__archive_no")
_NO_CANTEEN = _("本站没有这个长者饭堂；请核对名称，或先登记场所")
_CLOSED = _("这个饭堂那时已停用；请核对日期或饭堂")
_DOUBTS = {
    Eligibility.NOT_MET: _("按年龄和标签不符合这个饭堂的优惠条件，请核实"),
    Eligibility.UNKNOWN: _("档案没有出生日期，不能确定是否符合优惠条件，请核实"),
}


class DiningUseResource(ModelResource):
    """Found by canteen, day and person. Who the file says should not eat cheaper is asked about, not refused."""

    kind = "dining_uses"
    title = _("长者饭堂用餐")
    model = DiningUse
    station_field = "venue__station"
    owner = "venue_id"
    identity = ("date",)
    required = ("meals",)
    forbidden = FORBIDDEN
    about = _("长者饭堂的优惠用餐，一行一人一天；只有当天餐数的，不写姓名")
    needed = (("date",), ("meals",))
    uncompared = frozenset({_VENUE, *_OF_PERSON})

    station = _meals("station", "所属站", StationWidget(), help_text=_("饭堂所在的站"))
    town = _meals("town", "所属镇街", TextWidget(40))
    venue = _meals(_VENUE, "长者饭堂", TextWidget(60), help_text=_("本站只有一个饭堂的可以不填"))
    date = _meals("date", "用餐日期", DayWidget())
    archive_no = _meals("person__archive_no", "档案编号", ArchiveNoWidget())
    person_name = _meals("person__name", "姓名", NameWidget(), help_text=_("只登记当天餐数的不填"))
    id_number = _meals("person__id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    meals = _meals("meals", "优惠餐数", IntegerWidget(1, 32_767, unit="餐"))
    discount = _field("discount", "优惠金额（元）", help_text=_("这些餐一共优惠了多少"))
    note = _field("note", "备注")

    # --- matching ---------------------------------------------------------------------------

    def locate(self, rows, context):
        for row in rows:
            row.station_id = row.station_id or context.new_station
        named = [row for row in rows if row.values.keys() & {*_OF_PERSON} or row.masked]
        header = self.header("person__name")
        sheet_targets.find_people(named, context, header=header, prefix="person__")
        for row in named:
            if row.open and row.links["person"].station_id not in context.stations:
                row.refuse(header, sheet_targets.NO_PERSON)
        super().locate([row for row in rows if row.open], context)
        self._find_canteens([row for row in rows if row.open])

    def _find_canteens(self, rows):
        """The canteen each row names, or the only one of its station."""
        stations, known = {row.station_id for row in rows}, defaultdict(dict)
        canteens = Venue._base_manager.filter(station__in=stations, kind=Venue.Kind.CANTEEN)
        for pk, station, name, closed in canteens.values_list("pk", "station_id", "name", "closed_on"):
            known[station][name] = (pk, closed)
        for row in rows:
            here, name = known[row.station_id], row.values.get(_VENUE)
            if name is None and len(here) == 1:
                [name] = here
            if name not in here:
                row.refuse(self.header(_VENUE), FILL_IN if name is None and here else _NO_CANTEEN)
                continue
            row.links["venue"], closed = here[name]
            if closed and closed.isoformat() <= row.values["date"]:
                row.refuse(self.header(_VENUE), _CLOSED)

    def owner_of(self, row):
        return row.links["venue"]

    def is_located(self, row):
        return "venue" in row.links

    @property
    def asked(self):
        return (*self.identity, "person_id")

    def key(self, row):
        return f"{super().key(row)}/{_person_of(row)}"

    def pick(self, row, stored):
        return super().pick(row, [one for one in stored if one["person_id"] == _person_of(row)])

    def identify(self, rows, context):
        super().identify(rows, context)
        named = [row for row in rows if "person" in row.links]
        people = PersonFile._base_manager.only("status", "tags", "birth_date")
        people = people.in_bulk({_person_of(row) for row in named})
        rules = defaultdict(list)
        for rule in DiningBenefit._base_manager.filter(venue__in={self.owner_of(row) for row in named}):
            rules[rule.venue_id].append(rule)
        for row in named:
            day = datetime.date.fromisoformat(row.values["date"])
            answer = eligibility_of(rules[self.owner_of(row)], people[_person_of(row)], day)
            if answer in _DOUBTS:
                row.note(self.header("person__name"), _DOUBTS[answer])

    # --- writing ----------------------------------------------------------------------------

    def is_blank(self, attribute, value):
        return super().is_blank(attribute, value) or (attribute == "discount" and value == "0.00")

    def new_roots(self, rows, context):
        roots = super().new_roots(rows, context)
        return [root | {"person_id": _person_of(row)} for root, row in zip(roots, rows, strict=True)]

    def recount(self, station_ids):
        care_tallies.recount_care(station_ids)

    def labels(self, ids):
        rows = DiningUse.objects.filter(pk__in=ids).values_list("pk", "date")
        return {pk: f"{date} 长者饭堂用餐 {pk}" for pk, date in rows}


def _person_of(row):
    person = row.links.get("person")
    return person.pk if person else None
