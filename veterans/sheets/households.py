"""The sheet of households (户): one row a household of a station."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from stations.models import VillageGroup
from stations.spreadsheets import (
    Link,
    ModelResource,
    NameWidget,
    StationWidget,
    TextWidget,
    model_column_maker,
)

from .. import sheet_links, tallies, vocabulary
from ..models import Household
from ..sheet_headers import FORBIDDEN
from ..sheet_targets import SEVERAL_HOUSEHOLDS
from .headers import HOUSEHOLD

_field = model_column_maker(Household, HOUSEHOLD)


class HouseholdResource(ModelResource):
    """A household is known by its number, else by its head where one household has that head."""

    kind = "households"
    title = _("家庭")
    about = _("户编号、户主和住址，一行一户；光荣牌和喜报按户登记")
    model = Household
    forbidden = FORBIDDEN
    needed = (("number", "head_name"),)
    telling = ("number", "head_name")
    required = ("head_name",)
    makes = ("stations.villagegroup",)
    links = {
        "village_group__name": Link(
            "village_group_id", VillageGroup, _("本站还没有这个村民小组，导入时新建"), {}
        )
    }

    station = _field("station", "所属站", StationWidget())
    town = _field("town", "所属镇街", TextWidget(40))
    number = _field("number", "户编号", help_text=_("本站内不重复；没有的可以不填，导入时自编"))
    head_name = _field("head_name", "户主", NameWidget())
    address = _field("address", "家庭住址")
    village_group = _field("village_group__name", "村民小组", TextWidget(30))
    has_serving_member = _field("has_serving_member", "有现役军人")
    serving_relation = _field("serving_relation", "现役军人与户主关系", answers=vocabulary.FamilyRelation)

    def settle(self, row, context):
        if not row.values.keys() & {"number", "head_name"} and not row.bad:
            row.refuse(self.header("number"), _("请填写户编号或户主"))

    def key(self, row):
        values = row.values
        told = f"#{values['number']}" if "number" in values else values["head_name"]
        return f"{row.station_id}/{told}"

    def pick(self, row, stored):
        if "number" in row.values:
            return next((one for one in stored if one["number"] == row.values["number"]), None)
        same = [one for one in stored if one["head_name"] == row.values["head_name"]]
        if len(same) > 1:
            row.hold(SEVERAL_HOUSEHOLDS)
        return same[0] if len(same) == 1 else None

    def objections(self, row, context):
        super().objections(row, context)
        held = row.stored.values if row.stored else {}
        if "serving_relation" in row.root and not row.root.get(
            "has_serving_member", held.get("has_serving_member")
        ):
            row.refuse(
                self.header("has_serving_member"),
                _("填写了现役军人与户主关系，这一格请填“是”"),
            )

    def new_roots(self, rows, context):
        columns = super().new_roots(rows, context)
        last = defaultdict(int, sheet_links.last_own_numbers({row.station_id for row in rows}))
        for row, values in zip(rows, columns, strict=True):
            if "number" not in values:
                last[row.station_id] += 1
                values["number"] = sheet_links.own_number(last[row.station_id])
        return columns

    def recount(self, station_ids):
        tallies.recount(station_ids)

    def labels(self, ids):
        return dict(Household.objects.filter(pk__in=ids).values_list("pk", "number"))
