"""The sheet of plaques (光荣牌)."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    CodeWidget,
    IdWidget,
    NameWidget,
    Part,
    SheetResource,
    StationWidget,
    TextWidget,
    YesNoWidget,
    column_maker,
)
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import code_for

from .. import tallies, vocabulary
from ..models import HangingEntry, Plaque, PlaqueApplication, PlaqueEvent
from . import plaque_history, plaque_rules
from .headers import PLAQUES

_YES_ONLY = ("hung_date_unknown", "is_parents_home")
_NO_UNITS = [refuse_unit_designation]
_plaque = column_maker(PLAQUES)


class PlaqueResource(SheetResource):
    """One row the plaque of a household, found by number or head, or by a member's ID number."""

    kind = "plaques"
    title = _("光荣牌")
    counted = _("块")
    model = Plaque
    forbidden = FORBIDDEN
    about = _("光荣牌的状态、悬挂日期和地址，一行一户；早年已经悬挂、查不到日期的，悬挂日期写“日期不详”")
    needed = (("household_number", "household_head", "archive_no", "id_number"),)
    uncompared = frozenset(
        {"id_number", "archive_no", "household__number", "household__head_name", "squad__name"}
    )
    sources = {"id_number": None, "archive_no": None}
    extra = ("household__number", "squad_id")
    parts = {  # written by `settle_written` alone
        plaque_history.EVENTS: Part(PlaqueEvent, "plaque_id"),
        plaque_history.ENTRIES: Part(HangingEntry, "plaque_id"),
        plaque_history.APPLICATIONS: Part(PlaqueApplication, "plaque_id"),
    }

    station = _plaque("station", "所属站", StationWidget())
    town = _plaque("town", "所属镇街", TextWidget(40))
    household_number = _plaque("household__number", "户编号", TextWidget(30))
    household_head = _plaque("household__head_name", "户主", NameWidget())
    archive_no = _plaque("archive_no", "档案编号", ArchiveNoWidget(), help_text=_("家庭里任何一位建档人员的"))
    id_number = _plaque("id_number", "身份证号", IdWidget(), help_text=_("家庭里任何一位建档人员的"))
    status = _plaque("status", "状态", CodeWidget(vocabulary.PlaqueStatus, code_for))
    role = _plaque("role", "悬挂资格", CodeWidget(vocabulary.PlaqueRole, code_for))
    initiated_by = _plaque("initiated_by", "办理方式", CodeWidget(vocabulary.Initiation, code_for))
    is_parents_home = _plaque(
        "is_parents_home", "挂在父母家", YesNoWidget(), help_text=_("现役军人与父母分户、挂在父母家的写“是”")
    )
    hung_on = _plaque(
        "hung_on",
        "悬挂日期",
        plaque_rules.HungOnWidget(),
        help_text=_("查不到的写“日期不详”"),
    )
    hung_date_unknown = _plaque("hung_date_unknown", "日期不详", YesNoWidget(yes={"日期不详", "不详"}))
    address = _plaque("address", "悬挂地址", TextWidget(200))
    position = _plaque("position", "悬挂位置", CodeWidget(vocabulary.Position, code_for))
    squad = _plaque("squad__name", "小分队", TextWidget(40))
    led_by = _plaque("led_by", "带队人", TextWidget(60))
    number = _plaque("number", "牌号", TextWidget(30))
    note = _plaque("note", "备注", TextWidget(500, _NO_UNITS))

    def settle(self, row, context):
        plaque_rules.settle(self, row)

    def locate(self, rows, context):
        plaque_rules.locate(self, rows, context)

    def key(self, row):
        return str(row.links["household"].pk)

    def identify(self, rows, context):
        plaque_rules.identify(rows, context)

    def is_blank(self, attribute, value):
        return value is False if attribute in _YES_ONLY else super().is_blank(attribute, value)

    def require(self, row, context):
        super().require(row, context)
        plaque_rules.require(self, row)

    def reconcile(self, row, context):
        plaque_rules.reconcile(row)

    def objections(self, row, context):
        plaque_rules.objections(self, row)

    def new_roots(self, rows, context):
        return [
            {name: value for name, value in row.root.items() if name in (*self.own_fields, "squad_id")}
            | {"household_id": row.links["household"].pk}
            for row in rows
        ]

    def resolve(self, rows, context):
        super().resolve(rows, context)
        self._user = context.user

    def settle_written(self, rows):
        plaque_history.tell(rows, user=self._user)
        plaque_history.tick_off(rows)
        plaque_history.finish_applications(rows, user=self._user)

    def settle_undone(self, restored, removed, context):
        """What was written beside them has gone with them; the log hears of reopened applications alone."""
        plaque_history.note_reopened(restored, user=context.user)

    def recount(self, station_ids):
        tallies.recount_plaques(station_ids)

    def label(self, row):
        return row.links["household"].number

    def labels(self, ids):
        return dict(Plaque.objects.filter(pk__in=ids).values_list("pk", "household__number"))
