"""The sheet of purchased care (社工服务合同): a row a contract."""

from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from stations.models import PartnerOrganisation
from stations.spreadsheets import (
    AnyDayWidget,
    ModelResource,
    StationWidget,
    TextWidget,
    column_maker,
    model_column_maker,
)
from stations.spreadsheets.records import FILL_IN
from veterans.sheet_headers import FORBIDDEN

from ..models import CareContract, CareService
from .headers import CONTRACTS
from .nearest import nearest_above

_contract = column_maker(CONTRACTS)
_field = model_column_maker(CareContract, CONTRACTS)
_PROVIDER = "provider__name"
_NO_PROVIDER = _("本站和上级站的合作单位里没有这个机构；请先登记合作单位，再导入")
_SERVED_OUTSIDE = _("这份合同下有服务记录不在这个服务期内；请先改那些记录的日期或合同")


class CareContractResource(ModelResource):
    """One row a contract, found by its station and name. The provider is a partner of the station or of one above."""

    kind = "care_contracts"
    title = _("社工服务合同")
    counted = _("份")
    model = CareContract
    identity = ("name",)
    required = ("starts_on", "ends_on", "amount")
    forbidden = FORBIDDEN
    about = _("购买专业社工服务的合同，一行一份；服务机构要先在合作单位登记")
    needed = (("contract_name",), ("provider",), ("starts_on",), ("ends_on",), ("amount",))
    uncompared = frozenset({_PROVIDER})

    station = _contract("station", "服务站", StationWidget(), help_text=_("哪个站购买的就写哪个站"))
    town = _contract("town", "所属镇街", TextWidget(40))
    contract_name = _field("name", "合同名称")
    document_no = _field("document_no", "合同编号")
    provider = _contract(_PROVIDER, "服务机构", TextWidget(60))
    starts_on = _field("starts_on", "服务期从", AnyDayWidget())
    ends_on = _field("ends_on", "服务期到", AnyDayWidget())
    terminated_on = _field("terminated_on", "提前终止日期", AnyDayWidget(), help_text=_("没有提前终止的不填"))
    amount = _field("amount", "合同金额（元）")
    coverage = _field("coverage", "服务范围和内容")
    note = _field("note", "备注")

    @property
    def extra(self):
        return (*super().extra, _PROVIDER, "provider_id")

    def identify(self, rows, context):
        super().identify(rows, context)
        naming = [row for row in rows if _PROVIDER in row.values]
        for row, provider in nearest_above(naming, _PROVIDER, PartnerOrganisation):
            if provider is None:
                row.refuse(self.header(_PROVIDER), _NO_PROVIDER)
            else:
                row.links["provider"] = provider.pk

    def attach_stored(self, rows, context):
        super().attach_stored(rows, context)
        served = CareService.objects.filter(contract__in=[row.target_id for row in rows]).order_by()
        days = {pk: days for pk, *days in served.values_list("contract").annotate(Min("date"), Max("date"))}
        for row in rows:
            row.links["served"] = days.get(row.target_id, ())

    def _plan_root(self, row, verbs):
        left = super()._plan_root(row, verbs)
        if _PROVIDER in row.values:
            old, new = row.stored.values[_PROVIDER], row.values[_PROVIDER]
            if self.allows(_PROVIDER, old, new, verbs, left):
                row.root["provider_id"] = row.links["provider"]
                row.changes.append([_PROVIDER, old, new])
        return left

    def require(self, row, context):
        super().require(row, context)
        if _PROVIDER not in row.values and self.header(_PROVIDER) not in row.bad:
            row.refuse(self.header(_PROVIDER), FILL_IN)

    def objections(self, row, context):
        super().objections(row, context)
        if row.open and row.root and row.links.get("served"):
            contract = self.record_of(row)
            if not all(map(contract.covers, row.links["served"])):
                row.refuse(self.header("ends_on"), _SERVED_OUTSIDE)

    def new_roots(self, rows, context):
        roots = super().new_roots(rows, context)
        return [root | {"provider_id": row.links["provider"]} for root, row in zip(roots, rows, strict=True)]

    def labels(self, ids):
        rows = CareContract.objects.filter(pk__in=ids).values_list("pk", "document_no")
        return {pk: f"社工服务合同 {number or pk}" for pk, number in rows}
