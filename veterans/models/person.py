"""一人一档: the file of a person, and the household it stands in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField, EncryptedTextField, PartialDateField
from stations.identity import IdentityError, check_id, check_phone, clean_name
from stations.models import Tracked

from .. import vocabulary
from ..buckets import Bucket
from ..derive import DERIVED_FIELDS, derive, plain
from ..validators import check_division_code, refuse_unit_designation

NAME_LENGTH = 50
NOT_NEGATIVE = [MinValueValidator(0)]


class Household(Tracked):
    """家庭: the household as in the 户口簿; the unit of plaques and of household figures (户)."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="households", verbose_name=_("服务站")
    )
    number = models.CharField(
        _("户号"), max_length=30, help_text=_("本站内不重复；可用户口簿的户号，也可自编")
    )
    head_name = models.CharField(_("户主姓名"), max_length=NAME_LENGTH, db_index=True)
    address = models.CharField(_("住址"), max_length=200, blank=True)
    village_group = models.ForeignKey(
        "stations.VillageGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="households",
        verbose_name=_("村民小组/网格"),
    )
    # Of a serving soldier nothing but that the household has one, and the relation (保守国家秘密法).
    has_serving_member = models.BooleanField(_("有现役军人"), null=True, blank=True)
    serving_relation = models.CharField(
        _("现役军人与户主关系"), max_length=2, choices=vocabulary.FamilyRelation, blank=True
    )

    class Meta:
        verbose_name = _("家庭")
        verbose_name_plural = _("家庭")
        ordering = ["station", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "number"],
                name="household_number_unique",
                violation_error_message=_("这个户号在本站已经登记过，请核对或另编一个。"),
            ),
            models.CheckConstraint(
                condition=Q(serving_relation="") | Q(has_serving_member=True),
                name="household_serving_relation",
                violation_error_message=_("填写了现役军人与户主关系，请把“有现役军人”选为“是”。"),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.head_name}"

    @property
    def audit_label(self):
        return self.number


class PersonFile(Tracked):
    """The file of one person, veteran or not, kept by one managing station (管理服务站).

    The residence station, where there is one, may view it (人户分离). Every answer starts blank.
    """

    scope = ("managing_station",)
    scope_read = ("residence_station",)

    archive_no = models.CharField(_("档案号"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH, help_text=_("与身份证一致"))
    given_name = models.CharField(max_length=NAME_LENGTH, editable=False)
    name_pinyin = models.CharField(max_length=120, db_index=True, editable=False)
    name_initials = models.CharField(max_length=50, editable=False)
    given_pinyin = models.CharField(max_length=120, blank=True, editable=False)
    given_initials = models.CharField(max_length=50, blank=True, editable=False)

    id_number = EncryptedTextField(_("身份证号"), mask="id", null=True, blank=True, help_text=_("18 位"))
    # Null, not blank: many people without a number, and still unique.
    id_digest = models.CharField(  # noqa: DJ001
        max_length=64,
        unique=True,
        null=True,
        editable=False,
        error_messages={"unique": _("这个身份证号已经建档，请交由上级服务站核对，或申请转入。")},
    )
    id_last4 = models.CharField(max_length=4, blank=True, editable=False)
    # Made up: tells demonstration data from people, whose numbers are encrypted.
    is_sample = models.BooleanField(default=False, editable=False)
    no_id_reason = models.CharField(
        _("暂无身份证号的原因"),
        max_length=100,
        blank=True,
        help_text=_("没有身份证号时必填，如：证件遗失补办中"),
    )
    id_issued_by = models.CharField(_("签发机关"), max_length=60, blank=True)
    id_valid_until = PartialDateField(
        _("身份证有效期至"), future=True, blank=True, help_text=_("长期有效的不填，勾选“长期有效”")
    )
    id_valid_forever = models.BooleanField(_("身份证长期有效"), null=True, blank=True)
    birth_date = PartialDateField(
        _("出生日期"), blank=True, help_text=_("有身份证号时自动得出；只知年月可填到月")
    )
    sex = models.CharField(
        _("性别"), max_length=1, choices=vocabulary.Sex, blank=True, help_text=_("有身份证号时自动得出")
    )

    status = models.CharField(
        _("档案状态"), max_length=10, choices=vocabulary.FileStatus, default=vocabulary.FileStatus.ACTIVE
    )
    status_changed_on = PartialDateField(
        _("状态变动时间"), blank=True, help_text=_("迁出、去世或注销的时间，不晚于今天")
    )
    classes = CodesField(
        choices=vocabulary.ObjectClass, verbose_name=_("人员类别"), help_text=_("符合几类选几类")
    )
    bucket = models.CharField(_("统计类别"), max_length=20, choices=Bucket, blank=True, editable=False)
    managing_station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        related_name="people",
        db_index=False,  # the first column of three indexes
        verbose_name=_("管理服务站"),
        help_text=_("一般为户籍地所在站；人数计在这个站"),
    )
    residence_station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="residents_elsewhere",
        verbose_name=_("常住地服务站"),
        help_text=_("人不住在户籍地时填写；该站可查看联系方式并走访"),
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("家庭")
    )
    relation_to_head = models.CharField(
        _("与户主关系"), max_length=2, choices=vocabulary.FamilyRelation, blank=True
    )

    ethnicity = models.CharField(_("民族"), max_length=2, choices=vocabulary.Ethnicity, blank=True)
    political_status = models.CharField(
        _("政治面貌"), max_length=2, choices=vocabulary.PoliticalStatus, blank=True
    )
    marital_status = models.CharField(
        _("婚姻状况"), max_length=2, choices=vocabulary.MaritalStatus, blank=True
    )
    health = models.CharField(_("健康状况"), max_length=2, choices=vocabulary.Health, blank=True)
    education = models.CharField(_("学历"), max_length=2, choices=vocabulary.Education, blank=True)
    degree = models.CharField(_("学位"), max_length=1, choices=vocabulary.Degree, blank=True)
    hukou_type = models.CharField(_("户籍类别"), max_length=1, choices=vocabulary.HukouType, blank=True)
    hukou_code = models.CharField(
        _("户籍地区划代码"),
        max_length=12,
        blank=True,
        validators=[check_division_code],
        help_text=_("12位统计用区划代码"),
    )
    hukou_administrator = models.CharField(
        _("户籍管理单位"), max_length=60, blank=True, help_text=_("如：外海派出所")
    )
    hukou_address = models.CharField(_("户籍地址"), max_length=200, blank=True)
    residence_code = models.CharField(
        _("常住地区划代码"),
        max_length=12,
        blank=True,
        validators=[check_division_code],
        help_text=_("12位统计用区划代码；外地的也可填"),
    )
    residence_address = models.CharField(_("常住地址"), max_length=200, blank=True)

    mobile = EncryptedTextField(_("手机号"), mask="phone", null=True, blank=True)
    mobile_digest = models.CharField(max_length=64, blank=True, editable=False)
    no_mobile = models.BooleanField(_("无手机"), default=False, help_text=_("无手机的请填写紧急联系人"))
    phone_alt = EncryptedTextField(_("备用电话"), mask="phone", null=True, blank=True)
    # Null where there is none, so that the index holds only the few that have one.
    phone_alt_digest = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    emergency_contact = models.CharField(_("紧急联系人"), max_length=NAME_LENGTH, blank=True)
    emergency_phone = EncryptedTextField(_("紧急联系人电话"), mask="phone", null=True, blank=True)
    emergency_phone_digest = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001

    specialties = models.CharField(
        _("专项特长"), max_length=200, blank=True, help_text=_("如：驾驶、电工、文艺")
    )
    skills = CodesField(
        choices=vocabulary.Skill,
        verbose_name=_("能帮别人的事"),
        blank=True,
        help_text=_("与其他人“想请人帮的事”配对"),
    )
    help_wanted = CodesField(choices=vocabulary.Skill, verbose_name=_("想请人帮的事"), blank=True)
    service_needs = CodesField(choices=vocabulary.ServiceNeed, verbose_name=_("服务需求"), blank=True)
    demands = CodesField(choices=vocabulary.Demand, verbose_name=_("主要诉求"), blank=True)
    tags = CodesField(choices=vocabulary.PersonTag, verbose_name=_("人员标签"), blank=True)
    follow_up_staff = models.ForeignKey(
        "stations.StaffMember",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_people",
        verbose_name=_("跟进人员"),
    )
    verified_on = models.DateField(_("最近核实日期"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("核实人"),
    )
    completeness = models.PositiveSmallIntegerField(_("完整度"), default=0, editable=False)
    note = models.CharField(
        _("备注"),
        max_length=500,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("不要填写部队番号、驻地等内容"),
    )

    class Meta:
        verbose_name = _("人员档案")
        verbose_name_plural = _("人员档案")
        ordering = ["name_pinyin", "id"]
        indexes = [
            # Ages of a whole city are counted from it, without reading the files.
            models.Index(
                fields=["managing_station", "status", "bucket", "birth_date"], name="person_station_status"
            ),
            models.Index(fields=["managing_station", "name_pinyin", "id"], name="person_station_name"),
            models.Index(fields=["managing_station", "completeness", "id"], name="person_station_complete"),
            # The orders in which a whole city's list can be read.
            models.Index(fields=["birth_date", "id"], name="person_birth"),
            models.Index(fields=["verified_on", "id"], name="person_verified"),
            models.Index(fields=["completeness", "id"], name="person_complete"),
            # What is searched from the start of the text: on PostgreSQL one index instead of db_index's two.
            *(
                models.Index(fields=[column], name=f"person_{column}", opclasses=["varchar_pattern_ops"])
                for column in ("name", "given_name", "name_initials", "given_pinyin", "given_initials")
            ),
            models.Index(fields=["id_last4"], name="person_last4"),
            models.Index(fields=["mobile_digest"], name="person_mobile"),
            models.Index(fields=["is_sample"], name="person_sample", condition=Q(is_sample=True)),
            models.Index(
                fields=["name_pinyin", "id"],
                name="person_resident",
                condition=Q(residence_station__isnull=False),
            ),
            models.Index(
                fields=["phone_alt_digest"],
                name="person_phone_alt",
                condition=Q(phone_alt_digest__isnull=False),
            ),
            models.Index(
                fields=["emergency_phone_digest"],
                name="person_emergency_phone",
                condition=Q(emergency_phone_digest__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(id_digest__isnull=False) | ~Q(no_id_reason=""),
                name="person_id_or_reason",
                violation_error_message=_("请填写身份证号；暂无身份证号的，请写明原因。"),
            ),
            models.CheckConstraint(
                condition=Q(id_valid_until="") | Q(id_valid_forever__isnull=True) | Q(id_valid_forever=False),
                name="person_id_valid_once",
                violation_error_message=_("身份证勾选了长期有效，就不要再填有效期。"),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        derive(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED_FIELDS}
        super().save(*args, **kwargs)

    def clean(self):
        """Brings name and numbers into the form they are kept in, and derives the rest.

        Made-up numbers are refused in production.
        """
        errors = {}
        for field, check in self._checks():
            try:
                setattr(self, field, check(self.name if field == "name" else plain(getattr(self, field))))
            except IdentityError as problem:
                errors[field] = problem.message
        if not plain(self.id_number) and not self.no_id_reason:
            errors["id_number"] = _("请填写身份证号；暂无身份证号的，请写明原因。")
        if self.no_mobile and self.mobile:
            errors["no_mobile"] = _("已填写手机号，请不要再勾选“无手机”。")
        if errors:
            raise ValidationError(errors)
        derive(self)

    def _checks(self):
        samples = settings.PORTAL_ALLOW_SAMPLES
        if self.name:
            yield "name", clean_name
        if self.id_number:
            yield "id_number", lambda text: check_id(text, allow_sample=samples).number
        for field in ("mobile", "phone_alt", "emergency_phone"):
            if getattr(self, field):
                yield field, lambda text: check_phone(text, allow_sample=samples)

    @property
    def audit_label(self):
        return self.archive_no

    @property
    def is_veteran(self):
        """退役军人 in the sense of the law, whatever the status of the file."""
        return not vocabulary.VETERAN_CLASSES.isdisjoint(self.classes)

    def scope_station_ids(self):
        """The stations whose figures this file touches: its own, and that of its household (户)."""
        household = self.household
        return super().scope_station_ids() | ({household.station_id} if household else set())


class PersonRecord(Tracked):
    """A part of a file. Only who keeps the file sees it: the residence station has name and contact alone.

    `is_act` tells what was done and when: a merge of two files never mixes the answers of two acts.
    """

    is_act = False
    scope = ("person__managing_station",)

    class Meta:
        abstract = True

    @property
    def audit_label(self):
        return self.person.archive_no
