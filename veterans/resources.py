"""The sheet of people (人员): one row a person, with service, placement, benefits, work and Party life."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    AmountWidget,
    CodesWidget,
    CodeWidget,
    DayWidget,
    ImportVerb,
    NameWidget,
    Outcome,
    Part,
    PartialDateWidget,
    PhoneWidget,
    SheetResource,
    StationWidget,
    TextWidget,
    YearWidget,
    YesNoWidget,
    column_maker,
)

from . import (
    sheet_gathering,
    sheet_history,
    sheet_leaving,
    sheet_links,
    sheet_matching,
    sheet_new,
    sheet_rules,
    tallies,
    vocabulary,
)
from .models import (
    Benefit,
    Disability,
    Employment,
    EmploymentPeriod,
    FileChange,
    Honour,
    Household,
    PartyMembership,
    PersonFile,
    Placement,
    ServiceRecord,
)
from .services.people import archive_numbers, refresh_derived
from .sheet_cells import (
    ArchiveNoWidget,
    ClassesWidget,
    GradeWidget,
    MobileWidget,
    PersonIdWidget,
    TitlesWidget,
)
from .sheet_headers import FORBIDDEN, SYNONYMS
from .validators import refuse_unit_designation
from .vocabulary import code_for, codes_for


def _code(choices):
    return CodeWidget(choices, code_for)


def _codes(choices):
    return CodesWidget(choices, codes_for)


def _text(model, field):
    column = model._meta.get_field(field)
    checks = [check for check in column.validators if check is refuse_unit_designation]
    return TextWidget(column.max_length, checks)


_column = column_maker(SYNONYMS)


class PersonResource(SheetResource):
    kind = "people"
    title = _("人员档案")
    counted = _("人")
    model = PersonFile
    station_field = "managing_station"
    about = _("一人一行：身份、联系方式、家庭、服役、安置、优抚、就业、荣誉和党员信息")
    verbs = tuple(ImportVerb)
    needed = (("name",), ("id_number", "archive_no", "no_id_reason"))
    forbidden = FORBIDDEN
    parts = {
        "service_records": Part(
            ServiceRecord,
            "person_id",
            pick=sheet_matching.the_period,
            gather=sheet_gathering.the_latest_period,
        ),
        "placement": Part(Placement, "person_id"),
        "benefits": Part(
            Benefit,
            "person_id",
            pick=sheet_matching.the_benefit,
            expand=sheet_rules.expand_benefits,
            gather=sheet_gathering.benefits,
        ),
        "disability": Part(Disability, "person_id"),
        "employment": Part(Employment, "person_id"),
        "employment_history": Part(EmploymentPeriod, "person_id"),
        "honours": Part(
            Honour,
            "person_id",
            pick=sheet_matching.the_honour,
            expand=sheet_rules.expand_honours,
            gather=sheet_gathering.honours,
        ),
        "changes": Part(FileChange, "person_id"),
        "party_membership": Part(PartyMembership, "person_id", named={"organisation": "organisation__name"}),
    }
    makes = ("veterans.household", "stations.villagegroup", "stations.partyorganisation")
    extra = (
        "archive_no",
        "household_id",
        "follow_up_staff_id",
        "residence_station_id",
        "household__station_id",
        "household__number",
        "household__head_name",
        "household__village_group__name",
        "verified_by_id",
    )
    uncompared = frozenset({"id_number", "archive_no", "is_party_member"})
    sources = {
        "household__village_group": "household__village_group__name",
        "is_party_member": sheet_gathering.IS_PARTY_MEMBER,
    }

    name = _column("name", "姓名", NameWidget())
    id_number = _column(
        "id_number",
        "身份证号",
        PersonIdWidget(),
        help_text=_("18位，单元格设为“文本”；暂时没有的写“暂无”，并填写原因"),
    )
    archive_no = _column(
        "archive_no",
        "档案编号",
        ArchiveNoWidget(),
        help_text=_("已经建档的可以填写，号码打了星号也能找到；新登记的不要填"),
    )
    no_id_reason = _column(
        "no_id_reason",
        "暂无身份证原因",
        _text(PersonFile, "no_id_reason"),
    )
    sex = _column("sex", "性别", _code(vocabulary.Sex))
    birth_date = _column("birth_date", "出生日期", PartialDateWidget(), help_text=_("有身份证号的不用填"))
    classes = _column(
        "classes",
        "人员类别",
        ClassesWidget(vocabulary.ObjectClass, codes_for),
        help_text=_("可以有几类，用顿号隔开；不填时从安置类别推出"),
    )
    station = _column(
        "station",
        "所属站",
        StationWidget(),
        help_text=_("站名、“镇街+村(社区)”全称，或12位区划代码；整张表是一个站的可以不填"),
    )
    town = _column(
        "town", "所属镇街", TextWidget(40), help_text=_("可不填；村(社区)有重名时，用来分清是哪一个")
    )
    village_group = _column(
        "household__village_group",
        "村民小组",
        TextWidget(30),
    )
    household_number = _column("household__number", "户编号", TextWidget(30))
    household_head = _column("household__head_name", "户主", NameWidget())
    relation = _column("relation_to_head", "与户主关系", _code(vocabulary.FamilyRelation))
    ethnicity = _column("ethnicity", "民族", _code(vocabulary.Ethnicity))
    political_status = _column("political_status", "政治面貌", _code(vocabulary.PoliticalStatus))
    marital_status = _column("marital_status", "婚姻状况", _code(vocabulary.MaritalStatus))
    education = _column("education", "文化程度", _code(vocabulary.Education))
    hukou_type = _column("hukou_type", "户籍类别", _code(vocabulary.HukouType))
    hukou_address = _column(
        "hukou_address",
        "户籍地址",
        _text(PersonFile, "hukou_address"),
    )
    residence_address = _column(
        "residence_address",
        "常住地址",
        _text(PersonFile, "residence_address"),
    )
    mobile = _column(
        "mobile",
        "手机",
        MobileWidget(),
        help_text=_("没有手机的写“无手机”，并填写紧急联系人"),
    )
    no_mobile = _column("no_mobile", "无手机", YesNoWidget(yes={"无手机"}))
    phone_alt = _column("phone_alt", "备用电话", PhoneWidget())
    emergency_contact = _column("emergency_contact", "紧急联系人", _text(PersonFile, "emergency_contact"))
    emergency_phone = _column(
        "emergency_phone",
        "紧急联系电话",
        PhoneWidget(),
    )
    specialties = _column("specialties", "专项特长", _text(PersonFile, "specialties"))
    service_needs = _column("service_needs", "服务需求", _codes(vocabulary.ServiceNeed))
    demands = _column("demands", "主要诉求", _codes(vocabulary.Demand))
    tags = _column("tags", "人员标签", _codes(vocabulary.PersonTag))
    status = _column(
        "status",
        "档案状态",
        _code(vocabulary.FileStatus),
        verb=ImportVerb.WITHDRAW,
    )
    status_changed_on = _column(
        "status_changed_on",
        "状态变动时间",
        PartialDateWidget(),
        verb=ImportVerb.WITHDRAW,
    )

    enlisted_on = _column("service_records__enlisted_on", "入伍时间", PartialDateWidget())
    discharged_on = _column(
        "service_records__discharged_on",
        "退役时间",
        PartialDateWidget(),
    )
    military_category = _column(
        "service_records__military_category", "军人类别", _code(vocabulary.MilitaryCategory)
    )
    rank = _column("service_records__rank", "军衔", _text(ServiceRecord, "rank"))
    combat = _column(
        "service_records__combat", "是否参战", YesNoWidget(yes={"参战"}, no={"未参战", "非参战"})
    )
    nuclear_test = _column(
        "service_records__nuclear_test",
        "是否参试",
        YesNoWidget(yes={"参试", "涉核", "参核"}, no={"未参试", "非参试"}),
    )
    placement_type = _column("placement__type", "安置类别", _code(vocabulary.PlacementType))
    placement_method = _column("placement__method", "安置方式", _code(vocabulary.PlacementMethod))
    benefit_type = _column(
        "benefits__type",
        "优抚类别",
        _codes(vocabulary.BenefitType),
        help_text=_("可以有几类，用顿号隔开"),
    )
    benefit_treatment = _column("benefits__treatment", "优抚待遇", _code(vocabulary.Treatment))
    benefit_status = _column("benefits__status", "优抚状态", _code(vocabulary.BenefitStatus))
    benefit_amount = _column("benefits__monthly_amount", "月补助金额", AmountWidget())
    disability_nature = _column("disability__nature", "残疾性质", _code(vocabulary.DisabilityNature))
    disability_grade = _column(
        "disability__grade", "残疾等级", GradeWidget(vocabulary.DisabilityGrade, code_for)
    )
    employment_status = _column("employment__status", "就业状态", _code(vocabulary.EmploymentStatus))
    employer = _column("employment__employer", "工作单位", TextWidget(60, [refuse_unit_designation]))
    employer_nature = _column("employment__employer_nature", "单位性质", _code(vocabulary.EmployerNature))
    committee_post = _column(
        "employment__committee_post",
        "两委任职",
        _code(vocabulary.CommitteePost),
    )
    is_backbone = _column("employment__is_backbone", "业务骨干", YesNoWidget(yes={"业务骨干", "骨干"}))
    honour_title = _column("honours__title", "荣誉称号", TitlesWidget(100, [refuse_unit_designation]))
    honour_level = _column("honours__level", "荣誉级别", _code(vocabulary.HonourLevel))
    honour_year = _column("honours__year", "荣誉年份", YearWidget(1927, 2199, unit="年"))
    is_party_member = _column(
        "is_party_member",
        "是否党员",
        YesNoWidget(yes={"党员", "中共党员", "正式党员"}, no={"群众", "非党员"}),
    )
    party_joined_on = _column("party_membership__joined_on", "入党时间", PartialDateWidget())
    party_organisation = _column(
        "party_membership__organisation",
        "所在党支部",
        TextWidget(60),
    )
    relation_status = _column(
        "party_membership__relation_status",
        "组织关系状态",
        _code(vocabulary.RelationStatus),
    )
    dues_paid_to = _column("party_membership__dues_paid_to", "党费缴至", PartialDateWidget(future=True))
    verified_on = _column("verified_on", "核实日期", DayWidget())
    note = _column("note", "备注", _text(PersonFile, "note"))

    masked_numbers: dict = {}  # behind masks that came in, to see whether they fit

    # --- rows -------------------------------------------------------------------------------

    def settle(self, row, context):
        sheet_rules.settle(self, row)

    def key(self, row):
        return sheet_matching.key(row)

    def locate(self, rows, context):
        for row in rows:
            if not row.values.keys() & {"id_number", "archive_no"} and row.station_id is None:
                row.station_id = context.new_station  # nobody is found by name alone

    def identify(self, rows, context):
        sheet_matching.identify(self, rows, context)

    def attach_stored(self, rows, context):
        masked = [row.target_id for row in rows if "id_number" in row.masked]
        self.masked_numbers = sheet_matching.numbers_of(masked)
        super().attach_stored(rows, context)

    def load(self, ids, parts=(), *, lock=False):
        found = super().load(ids, parts, lock=lock)
        for pk, number in self.masked_numbers.items():
            if pk in found:
                found[pk].values["id_number"] = number
        return found

    def parts_of(self, row):
        # 政治面貌 alone may make somebody a Party member on file.
        return super().parts_of(row) | {"party_membership"}

    def match(self, rows, context):
        super().match(rows, context)
        sheet_links.look_up(self, rows)

    def require(self, row, context):
        super().require(row, context)
        sheet_rules.require(self, row)

    def reconcile(self, row, context):
        sheet_rules.reconcile(self, row, context)

    def objections(self, row, context):
        sheet_rules.objections(self, row, context)

    # --- writing ----------------------------------------------------------------------------

    def touched_stations(self, ids):
        rows = PersonFile.objects.filter(pk__in=ids).values_list("managing_station", "household__station")
        return {pk for pair in rows for pk in pair} - {None}

    def former_stations(self, rows):
        left = {row.undo.get("old", {}).get("household_id") for row in rows} - {None}
        households = Household.objects.filter(pk__in=left).values_list("station_id", flat=True)
        return super().former_stations(rows) | set(households)

    def prepare(self, rows, context):
        for row in rows:
            sheet_new.derive(row)

    def resolve(self, rows, context):
        sheet_links.resolve(rows)
        for row in rows:
            if "verified_on" in row.root:
                row.root["verified_by_id"] = context.user.pk
        sheet_history.keep_employments(rows)
        sheet_leaving.follow(rows, context)

    def new_roots(self, rows, context):
        counts = {}
        for row in rows:
            counts[row.station_id] = counts.get(row.station_id, 0) + 1
        numbers = {pk: iter(given) for pk, given in archive_numbers(counts).items()}
        for row in rows:
            row.root["archive_no"] = next(numbers[row.station_id])
        return [row.root for row in rows]

    def consequences(self, changes):
        return sheet_rules.consequences(changes)

    def settle_written(self, rows):
        # What follows from a new row was worked out with it.
        refresh_derived([row.target_id for row in rows if row.outcome != Outcome.NEW])

    def recount(self, station_ids):
        tallies.recount(station_ids)

    def is_blank(self, attribute, value):
        return value is False if attribute == "no_mobile" else super().is_blank(attribute, value)

    def label(self, row):
        return row.root.get("archive_no") or row.stored.values["archive_no"]

    def labels(self, ids):
        return dict(PersonFile.objects.filter(pk__in=ids).values_list("pk", "archive_no"))
