"""The sheet of opinions (意见建议): a row an opinion with the steps it has gone, of somebody on file or not."""

from collections import defaultdict

from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    CodeWidget,
    DayWidget,
    IdWidget,
    ImportVerb,
    ModelResource,
    NameWidget,
    StationWidget,
    TextWidget,
    YesNoWidget,
    cell_text,
    column_maker,
    model_column_maker,
)
from veterans import sheet_targets
from veterans.sheet_cells import ArchiveNoWidget
from veterans.sheet_headers import FORBIDDEN
from veterans.vocabulary import code_for

from ..models import Activity, Opinion
from ..vocabulary import OpinionCategory, OpinionState
from .headers import OPINIONS

_opinion = column_maker(OPINIONS)
_field = model_column_maker(Opinion, OPINIONS)
_NAME, _NUMBERS = "person__name", ("person__id_number", "person__archive_no")
_TOPIC, _HELD_ON = "activity__topic", "activity__date"
_STEPS = [str(state) for state in OpinionState]
# The cells that tell of each step.
_TOLD = {
    OpinionState.HANDLED: {"handling", "handled_on"},
    OpinionState.ANSWERED: {"answer", "answered_on", "adopted"},
    OpinionState.CLOSED: {"improvement_action", "closed_on"},
}
_NOT_SO_FAR = _("状态与填写的办理、答复、办结情况不一致；请核对")
_NOT_BACK = _("这条意见已经是“{state}”，不能退回前面的步骤，状态没有改动")
_ADOPTED = _("已答复的意见，请写明是否采纳")
_NO_ACTIVITY = _("没有找到这场活动，这一格没有导入；请核对主题和活动日期")


class SpeakerWidget(NameWidget):
    """A name; who wishes to stay unnamed says nothing."""

    def is_blank(self, text):
        return super().is_blank(text) or text in ("匿名", "不留名", "未留名", "匿名群众")


class OpinionResource(ModelResource):
    """The same opinion is the same station, day, words and person.

    A number leads to a file, a name alone is kept as it was told. Steps only go forward, and each needs what the
    page asks of it.
    """

    kind = "opinions"
    title = _("意见建议")
    model = Opinion
    identity = ("received_on", "content")
    required = ("category",)
    forbidden = FORBIDDEN
    about = _("收集的意见建议和办理、答复、办结的情况，一行一条；不写姓名的为不留名")
    needed = (("received_on",), ("category",), ("content",))
    uncompared = frozenset({_NAME, *_NUMBERS, _TOPIC, _HELD_ON})
    sources = {_NAME: Coalesce(_NAME, "said_by")}

    station = _opinion("station", "所属站", StationWidget())
    town = _opinion("town", "所属镇街", TextWidget(40))
    received_on = _field("received_on", "收到日期")
    category = _opinion("category", "类别", CodeWidget(OpinionCategory, code_for))
    content = _field("content", "意见内容")
    archive_no = _opinion("person__archive_no", "档案编号", ArchiveNoWidget(), help_text=_("有档案的填写"))
    speaker = _opinion(_NAME, "提出人", SpeakerWidget(), help_text=_("不留名的不填"))
    id_number = _opinion("person__id_number", "身份证号", IdWidget(), help_text=_("用来找到本人的档案"))
    topic = _opinion(_TOPIC, "活动主题", TextWidget(80), help_text=_("在哪场活动上提出的"))
    held_on = _opinion(_HELD_ON, "活动日期", DayWidget(), help_text=_("有同一主题的几场活动才需要填写"))
    # A step further adds to what is on file, it overwrites nothing.
    state = _opinion(
        "state",
        "状态",
        CodeWidget(OpinionState, code_for),
        verb=ImportVerb.FILL,
        help_text=_("不填的，按办理、答复、办结的情况定"),
    )
    handling = _field("handling", "办理情况")
    handled_on = _field("handled_on", "办理日期")
    answer = _field("answer", "答复内容")
    answered_on = _field("answered_on", "答复日期")
    adopted = _opinion("adopted", "采纳", YesNoWidget(yes=("采纳", "已采纳"), no=("不采纳", "未采纳")))
    improvement_action = _field("improvement_action", "改进措施", help_text=_("没有改进的，写明原因"))
    closed_on = _field("closed_on", "办结日期")

    @property
    def extra(self):
        return (*super().extra, "person_id", "said_by", "activity_id", _TOPIC, _HELD_ON)

    def settle(self, row, context):
        super().settle(row, context)
        told = max((_STEPS.index(state) for state in _TOLD if _TOLD[state] & row.values.keys()), default=None)
        if told is None:
            return
        if _STEPS.index(row.values.setdefault("state", _STEPS[told])) < told:
            row.refuse(self.header("state"), _NOT_SO_FAR)

    # --- matching ---------------------------------------------------------------------------

    def locate(self, rows, context):
        numbered = [row for row in rows if row.values.keys() & {*_NUMBERS}]
        sheet_targets.find_people(numbered, context, header=self.header(_NAME), prefix="person__")
        super().locate([row for row in rows if row.open and "person" not in row.links], context)

    @property
    def asked(self):
        return (*self.identity, "person_id", _NAME)

    def key(self, row):
        return f"{super().key(row)}/{_person_of(row)}"

    def pick(self, row, stored):
        """A name alone also means the person of that name whose words stand there already."""
        person, name = _person_of(row), row.values.get(_NAME)
        same = [
            one | {"content": cell_text(one["content"])}
            for one in stored
            if one["person_id"] == person or (person is None and one[_NAME] == name)
        ]
        return super().pick(row, same)

    def identify(self, rows, context):
        super().identify(rows, context)
        self._find_activities([row for row in rows if _TOPIC in row.values])

    def _find_activities(self, rows):
        """The activity of the row's station by its topic and, where said, its day."""
        topics = {row.values[_TOPIC] for row in rows}
        held = Activity.objects.filter(station__in={row.station_id for row in rows}, topic__in=topics)
        known = defaultdict(list)
        for pk, station, topic, day in held.values_list("pk", "station_id", "topic", "date"):
            known[station, topic].append((pk, topic, day.isoformat()))
        for row in rows:
            fitting = known[row.station_id, row.values[_TOPIC]]
            fitting = [one for one in fitting if row.values.get(_HELD_ON) in (None, one[2])]
            if len(fitting) == 1:
                row.links["activity"] = fitting[0]
            else:
                row.note(self.header(_TOPIC), _NO_ACTIVITY)

    # --- comparing --------------------------------------------------------------------------

    def _plan_root(self, row, verbs):
        left = super()._plan_root(row, verbs)
        held = row.stored.values
        if held["person_id"] is None and _NAME in row.values and "person" not in row.links:
            self._plan_besides(row, _NAME, "said_by", (held["said_by"], row.values[_NAME]), verbs, left)
        if "activity" in row.links:
            pk, *told = row.links["activity"]
            texts = [" ".join(filter(None, each)) for each in ((held[_TOPIC], held[_HELD_ON]), told)]
            self._plan_besides(row, _TOPIC, "activity_id", texts, verbs, left, value=pk)
        return left

    def _plan_besides(self, row, attribute, column, texts, verbs, left, value=None):
        """Plans a change of `column`, which the sheet has under `attribute`, from the one text to the other."""
        old, new = texts
        if self.allows(attribute, old, new, verbs, left):
            row.root[column] = value or new
            row.changes.append([attribute, old, new])

    def require(self, row, context):
        super().require(row, context)
        row.root.setdefault("state", _STEPS[0])

    def reconcile(self, row, context):
        """A sheet that tells of less than is on file takes no step back."""
        held = row.stored.values["state"]
        if "state" in row.root and _STEPS.index(row.root["state"]) < _STEPS.index(held):
            del row.root["state"]
            row.changes = [change for change in row.changes if change[0] != "state"]
            row.note(self.header("state"), format_lazy(_NOT_BACK, state=OpinionState(held).label))

    def objections(self, row, context):
        super().objections(row, context)
        if row.open and (row.stored is None or row.root):
            opinion = self.record_of(row)
            if _STEPS.index(opinion.state) >= _STEPS.index(OpinionState.ANSWERED) and opinion.adopted is None:
                row.refuse(self.header("adopted"), _ADOPTED)

    # --- writing ----------------------------------------------------------------------------

    def new_roots(self, rows, context):
        return [
            root | _source_of(row) for root, row in zip(super().new_roots(rows, context), rows, strict=True)
        ]

    def labels(self, ids):
        rows = Opinion.objects.filter(pk__in=ids).values_list("pk", "received_on", "category")
        return {pk: f"{day} {OpinionCategory(category).label}" for pk, day, category in rows}


def _person_of(row):
    person = row.links.get("person")
    return person.pk if person else None


def _source_of(row):
    """Who said it, and where."""
    person, activity = _person_of(row), row.links.get("activity")
    return {
        "person_id": person,
        "said_by": "" if person else row.values.get(_NAME, ""),
        "activity_id": activity and activity[0],
    }
