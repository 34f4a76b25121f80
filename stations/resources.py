"""The sheets about stations: what they are like, who works there, who helps, what places and figures they have."""

from django.utils.translation import gettext_lazy as _

from . import sheet_duties
from .models import (
    PartnerOrganisation,
    PartyOrganisation,
    RedResource,
    RegionIndicator,
    StaffMember,
    Station,
    SupportDuty,
    SupportMember,
    Venue,
)
from .sheet_headers import PARTNERS, STAFF, STATIONS
from .spreadsheets import (
    ImportVerb,
    Link,
    ModelResource,
    NameWidget,
    Part,
    StationWidget,
    TextWidget,
    YearWidget,
    column_maker,
    model_column_maker,
)

_FORBIDDEN = ("身份证号", "身份证号码", "手机", "手机号码", "银行账号", "银行卡号")
_station = column_maker(STAFF)


def _columns(model):
    return model_column_maker(model, STAFF)


class StationRowResource(ModelResource):
    """One row of something that a station has."""

    forbidden = _FORBIDDEN

    station = _station("station", "服务站", StationWidget())
    town = _station("town", "所属镇街", TextWidget(40), help_text=_("可不填；村(社区)有重名时填写"))

    def labels(self, ids):
        stations = self.model._base_manager.filter(pk__in=ids).values_list("pk", "station__name")
        return {pk: f"{self.model._meta.verbose_name} {name}" for pk, name in stations}


_field = _columns(Venue)


class VenueResource(StationRowResource):
    kind = "venues"
    title = _("场所")
    about = _("军人之家、书吧、长者饭堂等场所，一行一处；停用的写停用日期")
    model = Venue
    needed = (("name",), ("venue_kind",))
    identity = ("name",)
    required = ("kind",)

    name = _field("name", "名称")
    venue_kind = _field("kind", "类型", answers=Venue.Kind)
    address = _field("address", "地址")
    opening_hours = _field("opening_hours", "开放时间")
    supports_veterans = _field("supports_veterans", "面向退役军人开放")
    services = _field("services", "提供的服务")
    closed_on = _field("closed_on", "停用日期")


_field = _columns(StaffMember)


class StaffResource(StationRowResource):
    """A post is part of what tells namesakes apart; who left and came back is a second row."""

    kind = "staff"
    title = _("站点工作人员")
    about = _("站长、副站长和工作人员，一行一人；离任的写离任日期，登录账号另外开设")
    model = StaffMember
    needed = (("name",), ("post",))
    identity = ("name",)
    required = ("post",)

    name = _field("name", "姓名", NameWidget())
    post = _field("post", "职务", answers=StaffMember.Post)
    concurrent_post = _field("concurrent_post", "兼任职务")
    is_party_member = _field("is_party_member", "中共党员")
    is_dedicated = _field("is_dedicated", "专责人员")
    left_on = _field("left_on", "离任日期")

    def identify(self, rows, context):
        super().identify(rows, context)
        heads = StaffMember.objects.filter(
            station__in={row.station_id for row in rows}, post=StaffMember.Post.HEAD, left_on__isnull=True
        )
        heads = dict(heads.values_list("station", "pk"))
        for row in rows:
            row.links["head"] = heads.get(row.station_id)

    def objections(self, row, context):
        super().objections(row, context)
        held = row.stored.values if row.stored else {}
        post, left_on = (row.root.get(name, held.get(name)) for name in ("post", "left_on"))
        if post != StaffMember.Post.HEAD or left_on or not (row.stored is None or row.root):
            return
        if row.links.get("head") not in (None, row.target_id):
            row.refuse(self.header("post"), _("这个站已经有站长；请先给原站长填写离任日期"))
        elif not context.writing and row.open:
            # Two heads of one station in one sheet: the second is asked about, whoever is right.
            first = context.seen.setdefault(("head", row.station_id), (row.sheet, row.number))
            if first != (row.sheet, row.number):
                row.refuse(self.header("post"), _("表里给这个站写了不止一位站长；请只留一位"))


_field = _columns(SupportMember)


class SupportResource(StationRowResource):
    kind = "support"
    title = _("保障队伍")
    about = _("街道领导、党员、民警、法律顾问、志愿者和社工，一行一人；离任的写离任日期")
    model = SupportMember
    forbidden = tuple(name for name in _FORBIDDEN if not name.startswith("手机"))
    needed = (("name",), ("role",))
    identity = ("name", "role")
    uncompared = frozenset({sheet_duties.DUTIES})
    sources = {sheet_duties.DUTIES: sheet_duties.as_text()}
    parts = {sheet_duties.DUTIES: Part(SupportDuty, "member_id")}  # written by `settle_written` alone
    links = {
        "partner__name": Link(
            "partner_id", PartnerOrganisation, _("本站没有登记这个合作单位，这一格没有导入")
        )
    }

    name = _field("name", "姓名", NameWidget())
    role = _field("role", "角色", answers=SupportMember.Role)
    organisation = _field("organisation", "单位")
    partner = _field("partner__name", "合作单位", TextWidget(60))
    phone = _field("phone", "联系电话")
    duty_days = _field("duty_days", "驻点时间")
    duties = _field(
        sheet_duties.DUTIES,
        "每周驻点",
        sheet_duties.DutiesWidget(),
        help_text=_("星期和上午或下午，如：周二上午；周四下午；不在本站的把地点写在括号里"),
    )
    joined_on = _field("joined_on", "到任日期")
    left_on = _field("left_on", "离任日期")

    def attach_stored(self, rows, context):
        super().attach_stored(rows, context)
        sheet_duties.attach(rows)

    def _plan_root(self, row, verbs):
        left = super()._plan_root(row, verbs)
        sheet_duties.plan(self, row, verbs, left)
        return left

    def resolve(self, rows, context):
        super().resolve(rows, context)
        sheet_duties.set_aside(rows)

    def settle_written(self, rows):
        sheet_duties.write(rows)

    def settle_undone(self, restored, removed, context):
        sheet_duties.write_again(restored)


_field = model_column_maker(PartnerOrganisation, PARTNERS)


class PartnerResource(StationRowResource):
    kind = "partners"
    title = _("合作单位")
    about = _("社工机构、社会组织、医院、律师事务所等合作单位，一行一个；停止合作的写日期")
    model = PartnerOrganisation
    needed = (("name",), ("partner_kind",))
    identity = ("name",)
    required = ("kind",)

    name = _field("name", "单位名称")
    partner_kind = _field("kind", "单位类型", answers=PartnerOrganisation.Kind)
    contact_name = _field("contact_name", "单位联系人", NameWidget())
    phone = _field("phone", "单位电话", help_text=_("填办公电话，不填个人手机"))
    offers = _field("offers", "合作内容")
    ended_on = _field("ended_on", "停止合作日期")


_field = model_column_maker(RedResource, PARTNERS)


class RedResourceResource(StationRowResource):
    kind = "red_resources"
    title = _("红色资源")
    about = _("红色教育基地、纪念设施、宣讲员，一行一个；停用的写停用日期")
    model = RedResource
    needed = (("name",), ("resource_kind",))
    identity = ("name",)
    required = ("kind",)

    name = _field("name", "资源名称")
    resource_kind = _field("kind", "资源类型", answers=RedResource.Kind)
    address = _field("address", "地址")
    resource_about = _field("about", "简介")
    closed_on = _field("closed_on", "停用日期")


_field = _columns(RegionIndicator)


class IndicatorResource(StationRowResource):
    kind = "indicators"
    title = _("年度指标")
    about = _("村集体经济收入等每年一个数，单位万元，一行一个站一年")
    model = RegionIndicator
    needed = (("indicator",), ("year",), ("value",))
    identity = ("key", "year")
    required = ("value",)

    indicator = _field("key", "指标", answers=RegionIndicator.Key)
    year = _field("year", "年份", YearWidget(1949, 2199, unit="年"))
    value = _field("value", "数值", help_text=_("单位：万元"))


_field = model_column_maker(Station, STATIONS)


class StationResource(ModelResource):
    """What a station is like. Its name, its place in the tree and new stations are not a sheet's to change."""

    kind = "stations"
    title = _("服务站情况")
    about = _("站点电话、开放时间、人口和面积，一行一个站；新设、更名和调整上级由系统管理员办理")
    model = Station
    station_field = "pk"
    station_column = "id"
    owner = "id"
    forbidden = _FORBIDDEN
    verbs = (ImportVerb.FILL, ImportVerb.CHANGE)
    needed = (("station",),)
    links = {
        "leading_party_organisation__name": Link(
            "leading_party_organisation_id", PartyOrganisation, _("本站没有这个党组织，这一格没有导入")
        )
    }

    station = _field("station", "服务站", StationWidget())
    town = _field("town", "所属镇街", TextWidget(40))
    phone = _field("phone", "站点电话")
    opening_hours = _field("opening_hours", "开放时间")
    host_place = _field("host_place", "设在何处", answers=Station.HostPlace)
    home_name = _field("home_name", "“家”的名称")
    is_established = _field("is_established", "已建站")
    established = _field("established", "成立时间")
    leading = _field("leading_party_organisation__name", "领导党组织", TextWidget(60))
    area_km2 = _field("area_km2", "辖区面积", help_text=_("单位：平方公里"))
    residents = _field("residents", "居民")
    residents_permanent = _field("residents_permanent", "常住人口")
    residents_registered = _field("residents_registered", "户籍人口")
    estimated = _field("estimated", "其中为估计数", answers=Station.Estimable)

    def labels(self, ids):
        return dict(Station.objects.filter(pk__in=ids).values_list("pk", "code"))


RESOURCES = (
    StationResource,
    StaffResource,
    SupportResource,
    VenueResource,
    IndicatorResource,
    PartnerResource,
    RedResourceResource,
)
