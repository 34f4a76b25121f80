"""What happens to a file as a whole: it moves, ends, comes back, or turns out to be somebody's second file."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stations import dates
from stations.fields import EncryptedTextField, PartialDateField
from stations.models import Tracked

from .. import vocabulary
from ..validators import refuse_unit_designation
from .person import PersonFile, PersonRecord


class FileChange(PersonRecord):
    """变动: one event in the life of a file, with the station where it happened.

    The opening of a file is no event: its archive number and the day of its entry say that already.
    `undo` keeps what a restore puts back: `{"benefits": {id: columns before, and the version after}}`.
    """

    scope = ("person__managing_station", "station")

    person = models.ForeignKey(PersonFile, models.CASCADE, related_name="changes", verbose_name=_("人员档案"))
    kind = models.CharField(_("变动种类"), max_length=10, choices=vocabulary.ChangeKind)
    happened_on = PartialDateField(_("变动时间"))
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="+", verbose_name=_("经办站")
    )
    other_station = models.ForeignKey(
        "stations.Station", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对方站")
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True, validators=[refuse_unit_designation])
    document_no = models.CharField(_("文号或证明"), max_length=60, blank=True)
    funeral_months = models.PositiveSmallIntegerField(_("丧葬补助(月)"), null=True, blank=True)
    undo = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField(_("恢复时间"), null=True, editable=False)
    actor_label = models.CharField(_("登记人"), max_length=160, editable=False)

    class Meta:
        verbose_name = _("档案变动")
        verbose_name_plural = _("档案变动")
        ordering = ["person", "-id"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.happened_on}"

    @property
    def happened(self):
        """When, for people: 2024年5月."""
        return dates.show(self.happened_on)


class TransferRequest(Tracked):
    """迁转申请: one station asks, the other agrees, and the file moves in one transaction.

    The asking station may not see the file; it knows the name because it typed number and name.
    """

    scope = ("from_station", "to_station")
    State = vocabulary.TransferState

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="transfer_requests", verbose_name=_("人员档案")
    )
    from_station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="transfers_out", verbose_name=_("原管理站")
    )
    to_station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="transfers_in", verbose_name=_("迁入站")
    )
    asked_by_receiver = models.BooleanField(_("由迁入站提出"))
    reason = models.CharField(_("迁转原因"), max_length=200, validators=[refuse_unit_designation])
    moved_on = PartialDateField(_("户籍迁移时间"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("申请人")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("答复人")
    )
    decided_at = models.DateTimeField(_("答复时间"), null=True)
    answer = models.CharField(_("答复意见"), max_length=200, blank=True, validators=[refuse_unit_designation])

    class Meta:
        verbose_name = _("迁转申请")
        verbose_name_plural = _("迁转申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="requested"),
                name="transfer_one_open",
                violation_error_message=_("这份档案已有迁转申请正在等待答复。"),
            ),
            models.CheckConstraint(
                condition=~Q(from_station=F("to_station")),
                name="transfer_between_two",
                violation_error_message=_("原管理站和迁入站是同一个站，不需要迁转。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_state_display()}"

    @property
    def audit_label(self):
        return self.person.archive_no

    @property
    def asking_station(self):
        """The side that asked and may take the request back."""
        return self.to_station if self.asked_by_receiver else self.from_station

    @property
    def answering_station(self):
        """The side that agrees or refuses."""
        return self.from_station if self.asked_by_receiver else self.to_station


class FileMerge(Tracked):
    """合并: the file that was somebody's second one, as it was, and what was re-pointed to the first.

    `gone` is the whole of the second file with its parts, encrypted; `moved` names the rows that changed hands.
    """

    kept = models.ForeignKey(PersonFile, models.CASCADE, related_name="merges", verbose_name=_("保留的档案"))
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="+", verbose_name=_("经办站")
    )
    gone_archive_no = models.CharField(_("并入的档案号"), max_length=20, db_index=True)
    gone = EncryptedTextField(mask="text")
    moved = models.JSONField(default=list)
    actor_label = models.CharField(_("经办人"), max_length=160)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("档案合并")
        verbose_name_plural = _("档案合并")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.gone_archive_no} -> {self.kept.archive_no}"

    @property
    def audit_label(self):
        return self.kept.archive_no


class NotSamePerson(Tracked):
    """Two files that look like one person's and, as somebody checked, are not."""

    scope = ("first__managing_station", "second__managing_station")

    first = models.ForeignKey(PersonFile, models.CASCADE, related_name="+", verbose_name=_("档案一"))
    second = models.ForeignKey(PersonFile, models.CASCADE, related_name="+", verbose_name=_("档案二"))

    class Meta:
        verbose_name = _("不是同一人")
        verbose_name_plural = _("不是同一人")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_person_unique"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_person_ordered"),
        ]

    def __str__(self):
        return f"{self.first.archive_no} {self.second.archive_no}"
