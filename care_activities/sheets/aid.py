"""The sheet of aid (帮扶援助台账): a row a case, with its payments. Children and bank accounts stand in no sheet."""

from django.utils.translation import gettext_lazy as _

from stations.roles import Verb
from stations.spreadsheets import (
    AmountWidget,
    CodeWidget,
    DayWidget,
    IdWidget,
    ModelResource,
    NameWidget,
    Part,
    PartialDateWidget,
    StationWidget,
    TextWidget,
    column_maker,
)
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import FileStatus, code_for

from .. import tallies, vocabulary
from ..models import AidCase, AidPayment
from ..services.aid import tag_keep
from . import aid_payments
from .aid_payments import ListWidget
from .headers import AID

_NO_UNITS = [refuse_unit_designation]
_aid = column_maker(AID)
_Status = vocabulary.AidStatus
_PAID = "payments__paid_on"
_WAY = ("status", "verified_on", "helped_on", "ended_on")  # gone on the page of the case, never by a sheet
_PAGE_ONLY = _("已登记的帮扶，状态和发放请在帮扶的页面办理；这里只补充或更改其他内容")
_ONE_OPEN = _("这个人已有一件同类的帮扶正在办理；请打开原来那件")
_NO_SCHOOLING = _("助学涉及未成年人，请在页面上逐件登记，不用表格")
_NOT_COUNTY = _("发放由县级登记；您没有县级审批的权限，这一行请交由县级导入")


class AidResource(ModelResource):
    """One row a case, found by its person, kind and day; what is on file keeps its status and its payments."""

    kind = "aid"
    title = _("帮扶援助")
    counted = _("件")
    model = AidCase
    owner = "person_id"
    identity = ("kind",)
    telling = ("found_on",)
    required = ("situation", "found_on")
    forbidden = FORBIDDEN
    about = _("困难对象的情形、核实、帮扶和发放，一行一件；发放过几次的，日期和金额用“；”隔开")
    needed = (("person_name",), ("kind_of_aid",), ("found_on",))
    uncompared = frozenset({"person__name", "person__id_number", "person__archive_no", "person__birth_date"})
    parts = {
        "payments": Part(
            AidPayment, "case_id", aid_payments.pick, aid_payments.expand, gather=aid_payments.gather
        )
    }

    archive_no = _aid("person__archive_no", "档案编号", ArchiveNoWidget())
    person_name = _aid("person__name", "姓名", NameWidget())
    id_number = _aid("person__id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    birth_date = _aid("person__birth_date", "出生日期", PartialDateWidget())
    station = _aid("station", "所属站", StationWidget(), help_text=_("有号码的可以不填"))
    town = _aid("town", "所属镇街", TextWidget(40))
    kind_of_aid = _aid("kind", "帮扶类型", CodeWidget(vocabulary.AidKind, code_for))
    situation = _aid(
        "situation", "困难情形", CodeWidget(vocabulary.Situation, code_for), help_text=_("可以只写 A1 到 A5")
    )
    group = _aid("group", "所属类别", CodeWidget(vocabulary.AidGroup, code_for))
    status = _aid("status", "状态", CodeWidget(vocabulary.AidStatus, code_for))
    found_by = _aid("found_by", "发现途径", CodeWidget(vocabulary.FoundBy, code_for))
    found_on = _aid("found_on", "发现日期", DayWidget())
    description = _aid("description", "困难情况", TextWidget(1000, _NO_UNITS))
    verified_on = _aid("verified_on", "核实日期", DayWidget())
    helped_on = _aid("helped_on", "帮扶日期", DayWidget())
    help_given = _aid("help_given", "帮扶措施", TextWidget(300, _NO_UNITS))
    ended_on = _aid("ended_on", "退出日期", DayWidget())
    paid_on = _aid(_PAID, "发放日期", ListWidget(DayWidget()), help_text=_("几次的用“；”隔开"))
    amount = _aid("payments__amount", "发放金额", ListWidget(AmountWidget()), help_text=_("与发放日期对应"))
    source = _aid("payments__source", "资金来源", ListWidget(CodeWidget(vocabulary.FundSource, code_for)))
    payee = _aid("payments__payee", "领取人", ListWidget(TextWidget(60)))
    approved_on = _aid(
        "payments__approved_on", "批准日期", ListWidget(DayWidget()), help_text=_("写了发放的必填")
    )
    approval_no = _aid("payments__approval_no", "批准文号", ListWidget(TextWidget(40)))
    note = _aid("note", "备注", TextWidget(500, _NO_UNITS))

    @property
    def extra(self):
        return (*super().extra, "person__archive_no")

    # --- cells ------------------------------------------------------------------------------

    def settle(self, row, context):
        super().settle(row, context)
        paid = {
            name.removeprefix("payments__"): values
            for name, values in row.values.items()
            if name.startswith("payments__")
        }
        if paid and not aid_payments.is_even(paid):
            row.refuse(self.header(_PAID), aid_payments.UNEVEN)
        self._settle_status(row, paid)

    def _settle_status(self, row, paid):
        """Where the sheet does not say the status, the dates do."""
        values = row.values
        if paid.get("paid_on"):
            values.setdefault("helped_on", min(paid["paid_on"]))
        if "status" not in values and self.header("status") not in row.bad:
            told = (
                ("ended_on", _Status.OUT),
                ("helped_on", _Status.HELPED),
                ("verified_on", _Status.VERIFIED),
            )
            values["status"] = str(
                next((status for name, status in told if name in values), _Status.SUSPECTED)
            )
        verified = values.get("status") in (_Status.HELPED, _Status.VERIFIED)
        if verified and "found_on" in values:
            values.setdefault("verified_on", values["found_on"])

    # --- matching ---------------------------------------------------------------------------

    def locate(self, rows, context):
        header = self.header("person__name")
        sheet_targets.find_people(rows, context, header=header, prefix="person__", kept_here=True)

    def owner_of(self, row):
        return row.links["person"].pk

    def is_located(self, row):
        return "person" in row.links

    def key(self, row):
        if row.values.get("status") in vocabulary.OPEN_CASES:
            return f"{self.owner_of(row)}/{row.values.get('kind')}/open"
        return super().key(row)

    @property
    def asked(self):
        return ("kind", "found_on", "status")

    def pick(self, row, stored):
        found = super().pick(row, stored)
        same = [one for one in stored if one["kind"] == row.values["kind"]]
        opens = row.values.get("status") in vocabulary.OPEN_CASES
        if found is None and opens and any(one["status"] in vocabulary.OPEN_CASES for one in same):
            row.refuse(self.header("kind"), _ONE_OPEN)
        return found

    # --- comparing --------------------------------------------------------------------------

    def reconcile(self, row, context):
        """A sheet fills in and corrects what is described; status and payments go their own way."""
        left = [name for name in _WAY if row.root.pop(name, None) is not None]
        row.changes = [
            change
            for change in row.changes
            if change[0] not in _WAY and not change[0].startswith("payments__")
        ]
        if left or row.parts:
            row.note("", _PAGE_ONLY)
        row.parts = []

    def require(self, row, context):
        super().require(row, context)
        row.root.setdefault(
            "group",
            str(vocabulary.GROUP_OF_KIND.get(row.values.get("kind"), vocabulary.AidGroup.WORRIES)),
        )
        person = row.links.get("person")
        if person and person.status != FileStatus.ACTIVE and row.root.get("status") in vocabulary.OPEN_CASES:
            row.refuse(self.header("status"), _("这份档案已不在册；请核对状态和退出日期"))
        if row.values.get("kind") == vocabulary.AidKind.SCHOOLING:
            row.refuse(self.header("kind"), _NO_SCHOOLING)
        if row.parts:
            self._require_of_payments(row, context)

    def _require_of_payments(self, row, context):
        if any(
            not (change.values.get("approved_on") and change.values.get("source")) for change in row.parts
        ):
            row.refuse(self.header(_PAID), _("写了发放的，请填写批准日期和资金来源"))
        if row.root.get("status") not in (_Status.HELPED, _Status.OUT):
            row.refuse(self.header("status"), _("写了发放，状态应为已帮扶或已脱困；请核对"))
        if row.station_id and not self._pays(row, context):
            row.refuse(self.header(_PAID), _NOT_COUNTY)

    def _pays(self, row, context):
        """Whether the importer holds the county's approval over the row's station."""
        codes = context.stations.stations[row.station_id].path_codes[:2]
        county = "".join(f"{code}/" for code in codes)
        user = context.user
        return user is None or any(county.startswith(grant.path) for grant in user.grants(Verb.APPROVE))

    def objections(self, row, context):
        super().objections(row, context)
        for change in row.parts:
            if row.stored is None and change.values.get("approved_on", "") > change.values.get("paid_on", ""):
                row.refuse(self.header(_PAID), _("发放日期早于批准日期；请核对"))

    # --- writing ----------------------------------------------------------------------------

    def resolve(self, rows, context):
        super().resolve(rows, context)
        self._user = context.user
        for row in rows:
            row.undo["person"] = self.owner_of(row)

    def settle_written(self, rows):
        for row in rows:
            if tag_keep(row.undo["person"], actor=self._user, only_add=True):
                row.undo["tagged"] = True

    def settle_undone(self, restored, removed, context):
        for row in removed:
            if row.undo.get("tagged"):
                tag_keep(row.undo["person"], actor=context.user)

    def recount(self, station_ids):
        tallies.recount_aid(station_ids)

    def label(self, row):
        return row.links["person"].archive_no

    def labels(self, ids):
        return dict(AidCase.objects.filter(pk__in=ids).values_list("pk", "person__archive_no"))
