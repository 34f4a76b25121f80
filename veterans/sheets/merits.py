"""The sheet of good news brought to a soldier's family (立功喜报)."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    IdWidget,
    ModelResource,
    NameWidget,
    StationWidget,
    TextWidget,
    column_maker,
    model_column_maker,
)

from .. import sheet_targets, vocabulary
from ..models import MeritNews
from ..sheet_cells import ArchiveNoWidget
from ..sheet_headers import FORBIDDEN
from .headers import HOUSEHOLD, MERITS, PERSON

_HOUSEHOLD = ("household__number", "household__head_name")
_PERSON = ("id_number", "archive_no")
_NUMBERS = {
    "档案编号": PERSON["档案编号"],
    "身份证号": (*PERSON["身份证号"], "户主身份证号", "户主身份证号码", "家庭成员身份证号"),
}
_household = column_maker(HOUSEHOLD | _NUMBERS)
_field = model_column_maker(MeritNews, MERITS)


class MeritNewsResource(ModelResource):
    """The household is found by its number or head, or by a member who has a file."""

    kind = "merits"
    title = _("立功喜报")
    about = _("现役军人立功喜报何时收到、何时由谁送到家里，一行一份")
    model = MeritNews
    station_field = "household__station"
    owner = "household_id"
    forbidden = FORBIDDEN
    needed = (("household_number", "household_head", "archive_no", "id_number"), ("merit",), ("received_on",))
    uncompared = frozenset(_PERSON)
    sources = dict.fromkeys(_PERSON)
    identity = ("merit", "received_on")

    station = _household("station", "所属站", StationWidget())
    town = _household("town", "所属镇街", TextWidget(40))
    household_number = _household("household__number", "户编号", TextWidget(30))
    household_head = _household("household__head_name", "户主", NameWidget())
    archive_no = _household(
        "archive_no", "档案编号", ArchiveNoWidget(), help_text=_("家庭里任何一位建档人员的")
    )
    id_number = _household("id_number", "身份证号", IdWidget(), help_text=_("家庭里任何一位建档人员的"))
    merit = _field("merit", "立功等级", answers=vocabulary.HonourKind)
    relation = _field("relation", "立功军人与户主关系", answers=vocabulary.FamilyRelation)
    received_on = _field("received_on", "收到喜报日期")
    delivered_on = _field("delivered_on", "送达日期")
    delivered_by = _field("delivered_by", "送喜报人员")
    ceremony = _field("ceremony", "送达形式")
    bonus = _field("bonus", "奖励金")

    def settle(self, row, context):
        super().settle(row, context)
        if not row.values.keys() & {*_HOUSEHOLD, *_PERSON} and not row.bad:
            row.refuse(
                self.header("household__number"), _("请填写户编号、户主，或家庭成员的档案编号、身份证号")
            )

    def locate(self, rows, context):
        sheet_targets.find_households_or_members(rows, context, resource=self)

    def owner_of(self, row):
        return row.links["household"].pk

    def is_located(self, row):
        return "household" in row.links

    def label(self, row):
        return row.links["household"].number

    def labels(self, ids):
        return dict(MeritNews.objects.filter(pk__in=ids).values_list("pk", "household__number"))
