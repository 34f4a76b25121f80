"""R11 就业创业, R12 数据质量, R13 到期提醒, R14 优待证."""

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veterans import qualifying, reviews
from veterans.models import Benefit, Employment, PersonFile, PreferentialCard, Training, Venture
from veterans.tallies import ACTIVE, has_class
from veterans.vocabulary import VETERAN_CLASSES, CardStage, EmploymentStatus

from ...dashboards.figures import Ratio
from ...people.groups import runs_business
from ...people.worklists import WORKLISTS
from .. import counting
from ..shapes import Report, Rule, Table, counted, known

_PERSON, _TIMES, _PIECE = _("人"), _("人次"), _("个")
_OF_VETERAN = counting.ON_FILE & has_class(VETERAN_CLASSES, "person__")


# --- R11 -----------------------------------------------------------------------------------------


def _employment(subtree, _period):
    counts = {f"n_employment_{s}": Count("pk", filter=Q(status=s)) for s in EmploymentStatus.values}
    return subtree.group(Employment.objects.filter(_OF_VETERAN), counting.OF_PERSON, **counts)


def _ventures(subtree, _period):
    running = Venture.objects.filter(_OF_VETERAN, runs_business(timezone.localdate()))
    return subtree.group(
        running, counting.OF_PERSON, n_venture_owners=Count("person", distinct=True), n_jobs=Sum("staff")
    )


def _trainings(subtree, period):
    begun = Training.objects.filter(_OF_VETERAN, period.partly("started_on"))
    return subtree.group(
        begun, counting.OF_PERSON, n_trainings=Count("pk"), n_trained=Count("person", distinct=True)
    )


R11 = Report(
    "r11",
    _("就业创业"),
    _PERSON,
    (
        Table(
            _("就业创业情况"),
            (
                *known("veterans"),
                *(
                    counted(f"employment_{s}", s.label, _PERSON, _("就业状态"), opens="people")
                    for s in EmploymentStatus
                ),
                counted(
                    "employment_blank",
                    _("未填写"),
                    _PERSON,
                    _("就业状态"),
                    compute=lambda basis: (
                        basis["veterans"]
                        - sum(basis[f"employment_{status}"] for status in EmploymentStatus.values)
                    ),
                ),
                *known("public_sector", "village_committee"),
                counted("venture_owners", _("军创企业负责人"), _PERSON, opens="people"),
                counted("jobs", _("军创企业吸纳就业"), _PERSON),
                counted("trained", _("本期参加培训"), _PERSON),
                counted("trainings", _("本期培训"), _TIMES),
            ),
            (
                counting.people("veterans", "public_sector", "village_committee"),
                _employment,
                _ventures,
                _trainings,
            ),
        ),
    ),
    note=_("登记在册的退役军人；公共机构包括机关、群团、事业单位、公共服务机构和村(社区)两委。"),
    timed=True,
    rules=(
        Rule(
            tuple(f"employment_{status}" for status in EmploymentStatus.values),
            ("veterans",),
            _("各就业状态合计与登记在册退役军人"),
            is_equal=False,
        ),
    ),
)


# --- R12 -----------------------------------------------------------------------------------------

_QUALITY = ("without_phone", "without_household", "without_follow_up", "unverified")


def _files(subtree, _period):
    return subtree.group(
        PersonFile.objects.filter(ACTIVE),
        counting.FILE,
        n_people=Count("pk"),
        n_score=Sum("completeness"),
        n_complete=Count("pk", filter=Q(completeness=100)),
        n_weak=Count("pk", filter=Q(completeness__lt=60)),
        n_without_number=Count("pk", filter=Q(id_digest__isnull=True)),
    )


def _listed(key, group="", **rest):
    return counted(key, WORKLISTS[key].label, _PERSON, group, opens="people", **rest)


R12 = Report(
    "r12",
    _("数据质量"),
    _("份、人、%"),
    (
        Table(
            _("档案数据质量"),
            (
                counted("people", _("在册档案"), _("份"), opens="people"),
                counted(
                    "score",
                    _("平均完整度"),
                    "%",
                    compute=lambda basis: Ratio(basis["score"], basis["people"], scale=1),
                ),
                counted("complete", _("齐全档案"), _("份")),
                counted(
                    "weak",
                    _("完整度低于60%"),
                    _("份"),
                    opens="people",
                    rows=None,
                    asked=lambda period: [("complete", "60")],
                ),
                counted("without_number", _("缺身份证号"), _PERSON),
                *(_listed(key) for key in _QUALITY),
                counted(
                    "verified_ratio",
                    _("一年内核实率"),
                    "%",
                    compute=lambda basis: Ratio(basis["people"] - basis["unverified"], basis["people"]),
                    opens="people",
                    rows=None,
                    asked=lambda period: [("verified", "yes")],
                ),
            ),
            (_files, counting.waiting(*_QUALITY)),
        ),
    ),
    note=_("在册档案的填报时点数。完整度按每份档案应填的项目计算。"),
)


# --- R13 -----------------------------------------------------------------------------------------

_AGE = ("turning_60", "may_qualify_60", "retiring_soon", "certificates_expiring")
_BENEFIT = ("confirmation_due", "deceased_paid")


def _confirmations(subtree, _period):
    year = timezone.localdate().year
    due = Benefit.objects.filter(reviews.due(year))
    return subtree.group(
        due,
        counting.OF_PERSON,
        n_to_confirm=Count("person", distinct=True),
        n_unconfirmed=Count("person", distinct=True, filter=~Q(reviews.confirmed(year))),
    )


R13 = Report(
    "r13",
    _("到期提醒和年度确认"),
    _PERSON,
    (
        Table(
            _("到期提醒和年度确认"),
            (
                *(_listed(key, _("到龄和到期")) for key in _AGE),
                *(_listed(key, _("优抚")) for key in _BENEFIT),
                counted("to_confirm", _("今年应确认"), _PERSON, _("年度确认")),
                counted(
                    "confirmed",
                    _("已确认"),
                    _PERSON,
                    _("年度确认"),
                    compute=lambda basis: basis["to_confirm"] - basis["unconfirmed"],
                ),
                counted(
                    "confirmed_ratio",
                    _("确认进度"),
                    "%",
                    _("年度确认"),
                    compute=lambda basis: Ratio(
                        basis["to_confirm"] - basis["unconfirmed"], basis["to_confirm"]
                    ),
                ),
            ),
            (counting.waiting(*_AGE, *_BENEFIT), _confirmations),
        ),
    ),
    note=_(
        "按档案推算，只作提醒，请逐人核实。退休年龄按2025年起逐步延迟的办法推算，50岁退休的女职工未计入。"
    ),
)


# --- R14 -----------------------------------------------------------------------------------------


def _entitled(subtree, _period):
    return subtree.group(
        PersonFile.objects.filter(qualifying.CARD_ENTITLED), counting.FILE, n_entitled=Count("pk")
    )


def _cards(subtree, _period):
    counts = {f"n_card_{stage}": Count("pk", filter=Q(stage=stage)) for stage in CardStage.values}
    return subtree.group(PreferentialCard.objects.filter(counting.ON_FILE), counting.OF_PERSON, **counts)


def _of_stage(stage):
    return counted(
        f"card_{stage}",
        stage.label,
        _PERSON,
        _("办理环节"),
        opens="people-cards",
        rows=None,
        asked=lambda period: [("stage", str(stage))],
    )


R14 = Report(
    "r14",
    _("优待证"),
    _PERSON,
    (
        Table(
            _("优待证申领发放"),
            (
                counted("entitled", _("符合申领条件"), _PERSON),
                counted("card_due", _("未申请"), _PERSON, opens="people"),
                counted(
                    "applied",
                    _("已申请"),
                    _PERSON,
                    compute=lambda basis: sum(basis[f"card_{stage}"] for stage in CardStage.values),
                ),
                *(_of_stage(stage) for stage in CardStage),
                counted(
                    "issued_ratio",
                    _("发放率"),
                    "%",
                    compute=lambda basis: Ratio(basis[f"card_{CardStage.ISSUED}"], basis["entitled"]),
                ),
            ),
            (_entitled, counting.waiting("card_due"), _cards),
        ),
    ),
    note=_("在册人员的填报时点数；办理环节为每张优待证现在所在的环节。"),
    rules=(Rule(("card_due", "applied"), ("entitled",), _("未申请和已申请合计与符合申领条件")),),
)
