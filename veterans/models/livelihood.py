"""就业创业."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import vocabulary
from .person import PersonFile, PersonRecord


class Employment(PersonRecord):
    """What the person lives on now."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="employment", verbose_name=_("人员档案")
    )
    status = models.CharField(_("就业状态"), max_length=2, choices=vocabulary.EmploymentStatus, blank=True)
    employer = models.CharField(_("工作单位"), max_length=60, blank=True)
    employer_nature = models.CharField(
        _("单位性质"),
        max_length=2,
        choices=vocabulary.EmployerNature,
        blank=True,
        help_text=_("机关、群团、事业单位、公共服务机构和村(社区)两委计入政府部门及公共服务机构"),
    )
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    committee_post = models.CharField(
        _("村(社区)任职"),
        max_length=2,
        choices=vocabulary.CommitteePost,
        blank=True,
        help_text=_("任职的计入参与村委工作"),
    )
    is_backbone = models.BooleanField(_("业务骨干"), null=True, blank=True)
    is_role_model = models.BooleanField(_("创业或岗位典型"), null=True, blank=True)

    class Meta:
        verbose_name = _("就业创业")
        verbose_name_plural = _("就业创业")

    def __str__(self):
        return f"{self.person} {self.get_status_display()}"
