"""The sheet of people (人员): one row a person, with service, placement, benefits, work and Party life."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import (
    AmountWidget,
    CodesWidget,
    CodeWidget,
    Column,
    DayWidget,
    ImportVerb,
    IntegerWidget,
    NameWidget,
    Outcome,
    Part,
    PartialDateWidget,
    PhoneWidget,
    SheetResource,
    StationWidget,
    TextWidget,
    YesNoWidget,
)

from . import sheet_links, sheet_matching, sheet_rules, tallies, vocabulary
from .buckets import report_bucket
from .models import (
    Benefit,
    Disability,
    Employment,
    Honour,
    PartyMembership,
    PersonFile,
    Placement,
    ServiceRecord,
)
from .services.people import archive_numbers, rebucket
from .sheet_cells import ClassesWidget, GradeWidget, MobileWidget, PersonIdWidget, TitlesWidget
from .validators import refuse_unit_designation
from .vocabulary import code_for, codes_for

# Headers of what the portal does not collect (domain §0): recognised to be named, never read.
FORBIDDEN = tuple(
    "部队番号 番号 部队代号 代号 部队名称 服役部队 服役单位 原部队 原部队番号 原服役部队 所在部队 部队单位 单位番号 单位名称(服役) "
    "服役部队名称 服役部队番号 服役情况单位名称 服役情况单位 服役信息单位名称 服役经历单位名称 部队单位名称 入伍部队 大单位 驻地 部队驻地 服役驻地 服役地点 部队地址 信访隐患 信访情况 信访记录 是否信访 上访情况 "
    "上访记录 是否上访 涉访 预警等级 风险等级 维稳单位 维稳责任人 稳控 稳控措施 稳控等级 稳控责任人 稳控单位 重点稳控 三色管理 "
    "三色等级 红黄绿 管控等级 思想动态 思想状况 现实表现 银行账号 银行帐号 银行卡号 银行卡 卡号 账号 帐号 开户行 开户银行 "
    "社保卡号 存折账号 密码".split()
)


def _code(choices):
    return CodeWidget(choices, code_for)


def _codes(choices):
    return CodesWidget(choices, codes_for)


def _text(model, field):
    column = model._meta.get_field(field)
    checks = [check for check in column.validators if check is refuse_unit_designation]
    return TextWidget(column.max_length, checks)


def _column(attribute, header, widget, synonyms="", **options):
    return Column(attribute, header, widget=widget, synonyms=synonyms.split(), **options)


class PersonResource(SheetResource):
    kind = "people"
    title = _("人员档案")
    model = PersonFile
    station_field = "managing_station"
    needed = (("name",), ("id_number", "no_id_reason"))
    forbidden = FORBIDDEN
    parts = {
        "service_records": Part(ServiceRecord, "person_id", pick=sheet_matching.the_period),
        "placement": Part(Placement, "person_id"),
        "benefits": Part(
            Benefit, "person_id", pick=sheet_matching.the_benefit, expand=sheet_rules.expand_benefits
        ),
        "disability": Part(Disability, "person_id"),
        "employment": Part(Employment, "person_id"),
        "honours": Part(Honour, "person_id", pick=sheet_matching.the_honour, expand=sheet_rules.expand_honours),
        "party_membership": Part(
            PartyMembership, "person_id", named={"organisation": "organisation__name"}
        ),
    }
    makes = ("veterans.household", "stations.villagegroup", "stations.partyorganisation")
    extra = (
        "archive_no",
        "household_id",
        "household__station_id",
        "household__number",
        "household__head_name",
        "household__village_group__name",
    )
    uncompared = frozenset({"id_number", "is_party_member"})

    name = _column("name", "姓名", NameWidget(), "名字 人员姓名 退役军人姓名 对象姓名 本人姓名")
    id_number = _column(
        "id_number",
        "身份证号",
        PersonIdWidget(),
        "身份证号码 身份证 公民身份号码 公民身份证号码 居民身份证号 居民身份证号码 证件号码 证件号 身份号码",
        help_text=_("18位，单元格设为“文本”；暂时没有的写“暂无”，并填写原因"),
    )
    no_id_reason = _column(
        "no_id_reason",
        "暂无身份证原因",
        _text(PersonFile, "no_id_reason"),
        "暂无身份证号原因 无身份证原因 暂无身份证号的原因 没有身份证的原因",
    )
    sex = _column("sex", "性别", _code(vocabulary.Sex))
    birth_date = _column(
        "birth_date", "出生日期", PartialDateWidget(), "出生年月 出生年月日 生日 出生时间", help_text=_("有身份证号的不用填")
    )
    classes = _column(
        "classes",
        "人员类别",
        ClassesWidget(vocabulary.ObjectClass, codes_for),
        "对象类别 服务对象类别 人员类型 对象类型 类别 身份类别 人员身份 服务对象类型",
        help_text=_("可以有几类，用顿号隔开；不填时从安置类别推出"),
    )
    station = _column(
        "station",
        "所属站",
        StationWidget(),
        "服务站 所属服务站 所在服务站 管理服务站 所属村居 所属村(社区) 所属村社区 村(社区) 村社区 村居 村(居) 村委会 居委会 "
        "所在村 所在村(社区) 所属社区 社区 所属镇街村居 所属区划 行政区划 区划代码 村居名称 户籍所在村 户籍地村(社区)",
        help_text=_("站名、“镇街+村(社区)”全称，或12位区划代码；整张表是一个站的可以不填"),
    )
    village_group = _column(
        "household__village_group",
        "村民小组",
        TextWidget(30),
        "小组 村小组 组别 所属小组 所在小组 村民小组/网格 网格 所属网格 生产队 经济社",
    )
    household_number = _column(
        "household__number", "户编号", TextWidget(30), "户号 家庭编号 户口簿号 户口号 户口本号 户籍号 家庭户号"
    )
    household_head = _column("household__head_name", "户主", NameWidget(), "户主姓名 户主名字")
    relation = _column(
        "relation_to_head", "与户主关系", _code(vocabulary.FamilyRelation), "户主关系 与户主的关系 同户主关系"
    )
    ethnicity = _column("ethnicity", "民族", _code(vocabulary.Ethnicity), "民族成份 民族成分")
    political_status = _column(
        "political_status", "政治面貌", _code(vocabulary.PoliticalStatus), "政治身份 党派"
    )
    marital_status = _column("marital_status", "婚姻状况", _code(vocabulary.MaritalStatus), "婚姻 婚姻情况 婚姻状态 婚否")
    education = _column(
        "education", "文化程度", _code(vocabulary.Education), "学历 最高学历 文化水平 教育程度 受教育程度 现学历"
    )
    hukou_type = _column("hukou_type", "户籍类别", _code(vocabulary.HukouType), "户口类别 户籍性质 户口性质 户籍类型 户口类型 户别")
    hukou_address = _column(
        "hukou_address",
        "户籍地址",
        _text(PersonFile, "hukou_address"),
        "户籍所在地 户籍详细地址 户口所在地 户口地址 户籍地 身份证地址 户籍住址",
    )
    residence_address = _column(
        "residence_address",
        "常住地址",
        _text(PersonFile, "residence_address"),
        "现住址 现居住地址 居住地址 家庭住址 家庭地址 住址 地址 常住地 现住地址 详细地址 现居住地 居住地 通讯地址",
    )
    mobile = _column(
        "mobile",
        "手机",
        MobileWidget(),
        "手机号 手机号码 联系电话 联系方式 电话 电话号码 本人电话 本人手机 移动电话 本人联系电话",
        help_text=_("没有手机的写“无手机”，并填写紧急联系人"),
    )
    no_mobile = _column("no_mobile", "无手机", YesNoWidget(yes={"无手机"}), "没有手机 是否无手机", verb=ImportVerb.FILL)
    phone_alt = _column("phone_alt", "备用电话", PhoneWidget(), "其他电话 固定电话 家庭电话 座机 备用联系电话 第二电话 备用手机")
    emergency_contact = _column(
        "emergency_contact", "紧急联系人", _text(PersonFile, "emergency_contact"), "联系人 家属姓名 紧急联系人姓名 亲属联系人"
    )
    emergency_phone = _column(
        "emergency_phone",
        "紧急联系电话",
        PhoneWidget(),
        "紧急联系人电话 紧急联系人手机 家属电话 家属联系电话 联系人电话 紧急电话 紧急联系人联系电话",
    )
    specialties = _column("specialties", "专项特长", _text(PersonFile, "specialties"), "特长 专长 技能特长 个人特长 技能")
    service_needs = _column("service_needs", "服务需求", _codes(vocabulary.ServiceNeed), "需求 主要需求 服务需求类型")
    demands = _column("demands", "主要诉求", _codes(vocabulary.Demand), "诉求 诉求类别 主要诉求类别")
    tags = _column("tags", "人员标签", _codes(vocabulary.PersonTag), "标签")
    status = _column(
        "status",
        "档案状态",
        _code(vocabulary.FileStatus),
        "人员状态 状态 在册状态 在册情况",
        verb=ImportVerb.WITHDRAW,
    )
    status_changed_on = _column(
        "status_changed_on",
        "状态变动时间",
        PartialDateWidget(),
        "变动时间 去世时间 死亡时间 迁出时间 注销时间",
        verb=ImportVerb.WITHDRAW,
    )

    enlisted_on = _column(
        "service_records__enlisted_on", "入伍时间", PartialDateWidget(), "入伍日期 入伍年月 参军时间 何时入伍 入伍年份"
    )
    discharged_on = _column(
        "service_records__discharged_on",
        "退役时间",
        PartialDateWidget(),
        "退役日期 退役年月 退伍时间 退伍日期 退伍年月 复员时间 转业时间 离队时间 退出现役时间 退役年份",
    )
    military_category = _column(
        "service_records__military_category", "军人类别", _code(vocabulary.MilitaryCategory), "军人身份 服役类别 兵役类别"
    )
    rank = _column(
        "service_records__rank", "军衔", _text(ServiceRecord, "rank"), "退役时军衔 退役军衔 军衔级别 退役前军衔"
    )
    combat = _column(
        "service_records__combat", "是否参战", YesNoWidget(yes={"参战"}, no={"未参战", "非参战"}), "参战 参战情况 参战人员 参战退役军人"
    )
    nuclear_test = _column(
        "service_records__nuclear_test",
        "是否参试",
        YesNoWidget(yes={"参试", "涉核", "参核"}, no={"未参试", "非参试"}),
        "参试 参试情况 是否涉核 涉核 参试(涉核) 是否参试(涉核) 参试人员",
    )
    placement_type = _column(
        "placement__type", "安置类别", _code(vocabulary.PlacementType), "安置类型 退役安置类别 安置情况"
    )
    placement_method = _column(
        "placement__method", "安置方式", _code(vocabulary.PlacementMethod), "退役安置方式 退役方式 退役安置形式"
    )
    benefit_type = _column(
        "benefits__type",
        "优抚类别",
        _codes(vocabulary.BenefitType),
        "优抚对象类别 优抚类型 优抚对象 抚恤类别 优抚对象类型 优待抚恤类别 抚恤优待类别",
        help_text=_("可以有几类，用顿号隔开"),
    )
    benefit_treatment = _column(
        "benefits__treatment", "优抚待遇", _code(vocabulary.Treatment), "享受待遇 待遇 抚恤待遇 待遇类别 享受优抚待遇"
    )
    benefit_status = _column(
        "benefits__status", "优抚状态", _code(vocabulary.BenefitStatus), "享受状态 待遇状态 优抚享受状态 发放状态"
    )
    benefit_amount = _column(
        "benefits__monthly_amount", "月补助金额", AmountWidget(), "每月金额 月补助 补助金额 抚恤金额 每月补助金额 月补助金额(元) 月发放金额"
    )
    disability_nature = _column(
        "disability__nature", "残疾性质", _code(vocabulary.DisabilityNature), "伤残性质 致残性质 致残原因 残疾原因"
    )
    disability_grade = _column(
        "disability__grade", "残疾等级", GradeWidget(vocabulary.DisabilityGrade, code_for), "伤残等级 伤残级别 残疾级别"
    )
    employment_status = _column(
        "employment__status", "就业状态", _code(vocabulary.EmploymentStatus), "就业情况 就业状况 从业状况 就业创业状态 就业创业情况"
    )
    employer = _column(
        "employment__employer", "工作单位", TextWidget(60, [refuse_unit_designation]), "就业单位 现工作单位 单位 单位名称 从业单位 就职单位"
    )
    employer_nature = _column(
        "employment__employer_nature", "单位性质", _code(vocabulary.EmployerNature), "就业单位性质 工作单位性质 单位类别 单位类型"
    )
    committee_post = _column(
        "employment__committee_post",
        "两委任职",
        _code(vocabulary.CommitteePost),
        "村(社区)任职 村两委任职 村居任职 村(居)任职 两委职务 村社区两委任职 村(社区)两委任职",
    )
    is_backbone = _column("employment__is_backbone", "业务骨干", YesNoWidget(yes={"业务骨干", "骨干"}), "是否业务骨干 是否骨干 骨干")
    honour_title = _column(
        "honours__title", "荣誉称号", TitlesWidget(100, [refuse_unit_designation]), "荣誉 荣誉名称 所获荣誉 获得荣誉 表彰荣誉 荣誉情况"
    )
    honour_level = _column("honours__level", "荣誉级别", _code(vocabulary.HonourLevel), "荣誉等级 表彰级别 授予级别")
    honour_year = _column(
        "honours__year", "荣誉年份", IntegerWidget(1927, 2199, unit="年"), "获得年份 授予年份 表彰年份 荣誉时间 获奖年份"
    )
    is_party_member = _column(
        "is_party_member",
        "是否党员",
        YesNoWidget(yes={"党员", "中共党员", "正式党员"}, no={"群众", "非党员"}),
        "党员 中共党员 是否中共党员 是否为党员",
    )
    party_joined_on = _column("party_membership__joined_on", "入党时间", PartialDateWidget(), "入党日期 入党年月 何时入党")
    party_organisation = _column(
        "party_membership__organisation",
        "所在党支部",
        TextWidget(60),
        "党支部 所属党支部 所在党组织 所属党组织 党组织 组织关系所在地 组织关系所在支部 党组织关系所在地 支部名称",
    )
    relation_status = _column(
        "party_membership__relation_status",
        "组织关系状态",
        _code(vocabulary.RelationStatus),
        "组织关系 党组织关系 组织关系情况 党员状态",
    )
    dues_paid_to = _column(
        "party_membership__dues_paid_to", "党费缴至", PartialDateWidget(future=True), "党费缴纳至 党费缴交至 党费交至 党费"
    )
    verified_on = _column("verified_on", "核实日期", DayWidget(), "最近核实日期 核实时间 采集日期 采集时间 更新日期 登记日期")
    note = _column("note", "备注", _text(PersonFile, "note"), "说明 其他说明 备注说明")

    # --- rows -------------------------------------------------------------------------------

    def settle(self, row, context):
        sheet_rules.settle(self, row)

    def key(self, row):
        return sheet_matching.key(row)

    def identify(self, rows, context):
        sheet_matching.identify(self, rows, context)

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

    def resolve(self, rows, context):
        sheet_links.resolve(rows)

    def new_roots(self, rows, context):
        counts = {}
        for row in rows:
            counts[row.station_id] = counts.get(row.station_id, 0) + 1
        numbers = {pk: iter(given) for pk, given in archive_numbers(counts).items()}
        for row in rows:
            row.root["archive_no"] = next(numbers[row.station_id])
        return [row.root | sheet_rules.derived(row.root) | {"bucket": _bucket(row)} for row in rows]

    def consequences(self, changes):
        return sheet_rules.consequences(changes)

    def settle_written(self, rows):
        rebucket([row.target_id for row in rows if row.outcome == Outcome.CHANGED])

    def recount(self, station_ids):
        tallies.recount(station_ids)

    def label(self, row):
        return row.root.get("archive_no") or row.stored.values["archive_no"]

    def labels(self, ids):
        return dict(PersonFile.objects.filter(pk__in=ids).values_list("pk", "archive_no"))


def _bucket(row):
    """The bucket of a new row; that of a changed one is worked out from the database."""
    parts = [(change.part, change.values) for change in row.parts]
    placement = next((values.get("type", "") for name, values in parts if name == "placement"), "")
    benefits = [
        (values["type"], values.get("treatment", ""), values.get("status", ""))
        for name, values in parts
        if name == "benefits"
    ]
    return report_bucket(row.root.get("classes", ()), placement, benefits)

