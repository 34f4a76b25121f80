"""The sheet of 优待证: how far the card of each person has come."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import Link, TextWidget, model_column_maker

from .. import vocabulary
from ..models import CardBatch, PreferentialCard
from ..models.benefits import card_kinds
from ..vocabulary import CARD_MOVES, CardStage
from .base import PersonRecordResource
from .headers import CARDS

_field = model_column_maker(PreferentialCard, CARDS)
# The day that says when a stage was entered, where the sheet does not say it itself.
_DAY_OF_STAGE = {CardStage.APPLIED: "applied_on", CardStage.ISSUED: "issued_on"}
_OF_STAGE = {"applied_on", "stage_on", "issued_on", "handed_at_home", "refused_because"}


class CardResource(PersonRecordResource):
    kind = "cards"
    title = _("优待证")
    about = _("优待证办到哪一步，一人一行；阶段只能往后走")
    model = PreferentialCard
    needed = (*PersonRecordResource.needed, ("stage",))
    links = {"batch__name": Link("batch_id", CardBatch, _("本站没有这个批次，这一格没有导入"))}

    card_kind = _field(
        "kind", "优待证种类", answers=vocabulary.CardKind, help_text=_("可不填；按人员类别确定")
    )
    stage = _field("stage", "办理阶段", answers=vocabulary.CardStage)
    batch = _field("batch__name", "批次", TextWidget(60))
    applied_on = _field("applied_on", "申请日期")
    stage_on = _field("stage_on", "进入本阶段日期")
    issued_on = _field("issued_on", "发放日期")
    valid_until = _field("valid_until", "有效期至")
    handed_at_home = _field("handed_at_home", "上门送达")
    refused_because = _field("refused_because", "未通过原因")

    def require(self, row, context):
        super().require(row, context)
        kinds = card_kinds(row.links["file"].classes)
        if "stage" not in row.root and self.header("stage") not in row.bad:
            row.refuse(self.header("stage"), _("请填写办理阶段"))
        if "kind" not in row.root and kinds:
            row.root["kind"] = kinds[0]
        elif not kinds:
            row.refuse(self.header("person__name"), _("人员类别不在优待证发放范围内；请核对人员类别"))
        self._date_stage(row)

    def reconcile(self, row, context):
        if "stage" not in row.root:
            if row.values.get("stage") not in (None, row.stored.values["stage"]):
                self._leave_days(row)
            return
        if row.root["stage"] not in _reachable(row.stored.values["stage"]):
            row.hold(_("优待证现在的阶段不能改成表里写的阶段；请核对办理阶段，确要更正的请在档案里修改"))
        self._date_stage(row)

    def _leave_days(self, row):
        """The days of a stage that the row may not change to are not the card's."""
        row.root = {name: value for name, value in row.root.items() if name not in _OF_STAGE}
        row.changes = [change for change in row.changes if change[0] not in _OF_STAGE]

    def _date_stage(self, row):
        """The day of a new stage; that of the former one does not stay behind."""
        if "stage" not in row.root:
            return
        day = row.values.get("stage_on") or row.values.get(_DAY_OF_STAGE.get(row.root["stage"], ""))
        self.change_besides(row, "stage_on", day)


def _reachable(stage):
    """The stages that can come after `stage`, however many steps later."""
    found, waiting = set(), [stage]
    while waiting:
        for following in CARD_MOVES[waiting.pop()]:
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found
