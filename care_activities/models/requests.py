"""诉求: what somebody asked of a station, each hop it took since, and what others were asked to help with."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stations.fields import EncryptedTextField
from stations.models import StaffMember, Station, Tracked
from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet, grants_of
from veterans.models import PersonFile
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import Demand

from .. import vocabulary

_State, _Kind = vocabulary.RequestState, vocabulary.RequestKind
_NO_UNITS = [refuse_unit_designation]


def hidden_ids(user) -> list[int]:
    """What `user` must not meet: complaints about her or her station, and what she recused from.

    信访工作条例 arts 28 and 30 (domain §4.4). Who also stands above a station may read what is said of it.
    Few as they are, their numbers are read once per instance of a user (a request).
    """
    if not hasattr(user, "_hidden_requests"):
        paths = [set(grant.station.path_codes) for grant in grants_of(user, Verb.VIEW)]
        own = set.intersection(*paths) if paths else set()
        hidden = ServiceRequest.objects.filter(
            Q(about_staff__in=StaffMember.objects.filter(user=user))
            | Q(about_station__in=Station.objects.filter(code__in=own))
            | Q(pk__in=RequestRecusal.objects.filter(user=user).values("request"))
        )
        user._hidden_requests = list(hidden.order_by("pk").values_list("pk", flat=True))
    return user._hidden_requests


class RequestQuerySet(ScopedQuerySet):
    """Requests and what belongs to them; `hides_by` of the model leads to the request, "" where it is one.

    `hides_also`: further routes to it, as by way of a slip.
    """

    def visible_to(self, user, verb=Verb.VIEW, *, under=None):
        return self._without_hidden(super().visible_to(user, verb, under=under), user)

    def kept_by(self, user, *, under=None):
        return self._without_hidden(super().kept_by(user, under=under), user)

    def read_by(self, user):
        """Those whose words `user` may read: of health and minors only the stations that had it in hand."""
        route, own = self.model.hides_by, [grant.station_id for grant in grants_of(user, Verb.CHANGE)]
        chain = RequestHop.objects.filter(request=OuterRef(route[:-2] or "pk"), to_station__in=own)
        return self.filter(
            Q(**{f"{route}is_private": False})
            | Q(**{f"{route}station__in": own})
            | Q(**{f"{route}holder__in": own})
            | Q(Exists(chain))
        )

    def _without_hidden(self, rows, user):
        if user is None or not user.is_authenticated:
            return rows
        if hidden := hidden_ids(user):
            for route in (self.model.hides_by, *getattr(self.model, "hides_also", ())):
                rows = rows.exclude(**{f"{route}pk__in": hidden})
        return rows


class ServiceRequest(Tracked):
    """One request. `station` is the desk that took it and keeps sight of it, `holder` who has it in hand."""

    scope = ("station", "holder")
    hides_by = ""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="taken_requests", verbose_name=_("登记站")
    )
    holder = models.ForeignKey(
        Station, models.PROTECT, related_name="held_requests", verbose_name=_("办理站"), editable=False
    )
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("事项性质"), max_length=10, choices=_Kind, default=_Kind.SERVICE)
    channel = models.CharField(_("渠道"), max_length=10, choices=vocabulary.RequestChannel)
    demand = models.CharField(_("诉求类别"), max_length=2, choices=Demand)
    urgency = models.CharField(
        _("紧急程度"), max_length=10, choices=vocabulary.Urgency, default=vocabulary.Urgency.NORMAL
    )
    person = models.ForeignKey(
        PersonFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("诉求人"),
        help_text=_("不在册或不愿留名的不选"),
    )
    caller = models.CharField(_("来人姓名"), max_length=50, blank=True, help_text=_("匿名的不填"))
    caller_phone = EncryptedTextField(_("联系电话"), mask="phone", null=True, blank=True)
    content = models.TextField(
        _("诉求内容"), max_length=1000, validators=_NO_UNITS, help_text=_("一两句话，不要填写部队番号等内容")
    )
    is_private = models.BooleanField(
        _("涉及健康或未成年人"), default=False, help_text=_("勾选后，内容只有办理过它的站能看")
    )
    about_staff = models.ForeignKey(
        "stations.StaffMember",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("反映的工作人员"),
        help_text=_("本人看不到这件诉求"),
    )
    about_station = models.ForeignKey(
        Station,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("反映的站"),
        help_text=_("这个站看不到这件诉求，由上级站办理"),
    )
    repeats = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repeated_by", verbose_name=_("重复件")
    )

    state = models.CharField(_("状态"), max_length=10, choices=_State, default=_State.WAITING, editable=False)
    taken_at = models.DateTimeField(_("登记时间"), editable=False)
    closed_at = models.DateTimeField(_("办结时间"), null=True, editable=False)
    result = models.TextField(_("办理结果"), max_length=1000, blank=True, editable=False)
    satisfaction = models.PositiveSmallIntegerField(
        _("满意度"), choices=vocabulary.Satisfaction, null=True, editable=False
    )
    petition_no = models.CharField(_("县级受理编号"), max_length=40, blank=True, editable=False)
    petition_status = models.CharField(_("县级办理进度"), max_length=60, blank=True, editable=False)

    objects = models.Manager.from_queryset(RequestQuerySet)()

    class Meta:
        verbose_name = _("诉求")
        verbose_name_plural = _("诉求")
        ordering = ["-taken_at", "-id"]
        indexes = [
            models.Index(fields=["holder", "state", "taken_at"], name="request_held"),
            models.Index(fields=["taken_at", "id"], name="request_taken"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="request_number_unique"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(vocabulary.OPEN_REQUESTS), closed_at__isnull=True)
                | ~Q(state__in=sorted(vocabulary.OPEN_REQUESTS)) & Q(closed_at__isnull=False),
                name="request_closed_is_dated",
                violation_error_message=_("办结的诉求应有办结时间，没有办结的不应有。"),
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
                name="request_satisfaction_range",
                violation_error_message=_("满意度是 1 到 5。"),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self):
        """As people quote it: the code of the desk, the year, and its number there."""
        return f"{self.station.code}-{self.year}-{self.serial:04}"

    @property
    def is_open(self):
        return self.state in vocabulary.OPEN_REQUESTS


class RequestPart(ScopedModel):
    """What belongs to a request and is seen with it."""

    scope = ("request__station", "request__holder")
    hides_by = "request__"

    objects = models.Manager.from_queryset(RequestQuerySet)()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def station(self):
        return self.request.station


class RequestHop(RequestPart):
    """One entry of a request's history: who did what at which station, and where it went."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="hops")
    act = models.CharField(_("办理动作"), max_length=14, choices=vocabulary.RequestAct)
    from_station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("办理站"))
    to_station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("送往")
    )
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("经办人"), max_length=60, blank=True)
    opinion = models.CharField(_("意见"), max_length=1000, blank=True, validators=_NO_UNITS)
    version = models.PositiveIntegerField(default=1, editable=False)  # an import that is undone asks for it

    class Meta:
        verbose_name = _("办理经过")
        verbose_name_plural = _("办理经过")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at"], name="request_hop_order")]

    def __str__(self):
        return f"{self.request} {self.get_act_display()}"


class RequestRecusal(models.Model):
    """回避: a user who is no longer to handle, nor to see, a request; written by the services alone."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("回避")
        verbose_name_plural = _("回避")
        constraints = [models.UniqueConstraint(fields=["request", "user"], name="recusal_unique")]

    def __str__(self):
        return str(self.request)


class RequestSlip(Tracked):
    """协办单: what another station, or somebody of the support team, is asked; they see this and nothing else."""

    scope = ("request__station", "request__holder")
    scope_read = ("to_station",)
    hides_by = "request__"

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="slips")
    from_station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("请求站"))
    to_station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="slips", verbose_name=_("协办站")
    )
    to_member = models.ForeignKey(
        "stations.SupportMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="slips",
        verbose_name=_("保障队伍成员"),
    )
    asks = models.CharField(
        _("请协助的事"), max_length=300, validators=_NO_UNITS, help_text=_("只写对方需要知道的")
    )
    due_on = models.DateField(_("答复期限"))
    files = models.ManyToManyField(
        "RequestFile", blank=True, related_name="slips", verbose_name=_("随单附件")
    )
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=vocabulary.SlipState,
        default=vocabulary.SlipState.OPEN,
        editable=False,
    )
    answer = models.CharField(_("答复"), max_length=500, blank=True, validators=_NO_UNITS, editable=False)
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)

    objects = models.Manager.from_queryset(RequestQuerySet)()

    class Meta:
        verbose_name = _("协办单")
        verbose_name_plural = _("协办单")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_station__isnull=False, to_member__isnull=True)
                | Q(to_station__isnull=True, to_member__isnull=False),
                name="slip_one_helper",
                violation_error_message=_("请选一个协办站，或一位保障队伍成员，只选一样。"),
            ),
            models.CheckConstraint(
                condition=~Q(to_station=F("from_station")),
                name="slip_not_to_itself",
                violation_error_message=_("不能请自己的站协办。"),
            ),
        ]

    def __str__(self):
        return f"{self.request} {_('协办')}"

    @property
    def station(self):
        return self.from_station
