"""建站达标, 星级, 资料 and 政策 as spreadsheets: what is new, what is known, what is refused, what is taken back."""

import datetime

import pytest
from django.utils import timezone

from care_activities.models import Policy, StandardRule, StationCheck, StationDocument, StationStar
from care_activities.services import station_documents
from care_activities.services.station_standards import check_register
from stations.models import AuditEntry
from tests.imports.sheets import ALL, TIANFU, ZHICHONG, bring_in, outcomes, verdicts, workbook
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIVE = ("有机构", "有编制", "有人员", "有经费", "有保障")


@pytest.fixture
def village(tree):
    return tree[ZHICHONG]


@pytest.fixture
def manager(cast):
    return cast["street_manager"]


def bring(user, kind, *rows, **options):
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = workbook([header, *([row.get(name) for name in header] for row in rows)])
    return bring_in(user, file, kind=kind, verbs=ALL, **options)


def check(answer="有", *, on="2024-03-01", station=ZHICHONG, **cells):
    return {"服务站名称": station, "检查时间": on, **dict.fromkeys(FIVE, answer), **cells}


# --- checks -----------------------------------------------------------------------------------------


def test_a_row_is_a_check_with_all_its_items(manager, village):
    batch = bring(
        manager, "standard_checks", check(机构情况="挂牌", 有人员="√", 有编制="否", 有经费="未核对")
    )
    assert outcomes(batch) == ["new"], verdicts(batch)
    made = StationCheck.objects.get()
    assert (made.checklist, made.result, made.is_current) == ("five", "lacking", True)
    assert (made.checker, made.checked_by) == (manager.full_name, manager)
    kept = {item.item: (item.answer, item.evidence) for item in made.items.all()}
    assert kept == {
        "body": ("yes", "挂牌"),
        "posts": ("no", ""),
        "staff": ("yes", ""),
        "funds": ("", ""),
        "backing": ("yes", ""),
    }
    entry = AuditEntry.objects.get(target_type="care_activities.stationcheck")
    assert entry.action == "create" and entry.path == village.path


def test_the_same_again_is_known_and_anything_else_is_a_later_check(manager, village):
    bring(manager, "standard_checks", check())
    first = StationCheck.objects.get()
    assert outcomes(bring(manager, "standard_checks", check())) == ["unchanged"]
    assert outcomes(bring(manager, "standard_checks", check(有经费="没有"))) == ["new"]
    assert outcomes(bring(manager, "standard_checks", check(on="2023-03-01"))) == ["new"]
    assert StationCheck.objects.count() == 3 and first.items.filter(answer="yes").count() == 5
    assert StationCheck.objects.current("five").get().result == "lacking"  # of a day the one registered last
    assert outcomes(bring(manager, "standard_checks", check())) == ["unchanged"]


def test_taken_back_the_check_before_counts_again(manager, village):
    answers = {item: {"answer": "yes"} for item in ("place", "leisure", "meeting")}
    before = check_register(
        actor=None,
        station=village,
        checklist="three",
        checked_on=datetime.date(2023, 5, 1),
        answers=answers,
    )
    row = {"服务站": ZHICHONG, "核对日期": "2024-05-01", "娱乐有阵地": "没有"}
    batch = bring(manager, "standard_checks", row)
    assert StationCheck.objects.current("three").get().result == "lacking"
    pipeline.undo(batch, user=manager)
    assert StationCheck.objects.get() == before and StationCheck.objects.get().is_current


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"管理有场所": "有"}, "三有和五有请分两行"),
        ({"有场地": "有"}, "不含这一条"),
        (dict.fromkeys(FIVE, "未核对"), "请填写这一格"),
        (dict.fromkeys(FIVE, "未核对") | {"机构情况": "挂牌"}, "一条也没有回答"),
        ({"有机构": "大概有"}, "请填“是”或“否”"),
        ({"检查时间": "2199-01-01"}, "核对日期"),
        ({"核对表": "三有"}, "不含这一条"),
        ({"服务站名称": TIANFU}, "服务站"),
    ],
)
def test_a_check_that_is_refused_says_why(manager, village, cells, word):
    batch = bring(manager, "standard_checks", check() | cells)
    assert outcomes(batch) == ["rejected"] and word in verdicts(batch)[0][2], verdicts(batch)
    assert not StationCheck.objects.exists()


def test_two_rows_for_one_day_are_asked_about_and_what_a_city_asks_is_taken(manager, village):
    StandardRule.objects.create(station=village.parent.parent, item="site", is_asked=True)
    batch = bring(manager, "standard_checks", check(有场地="有"), check("没有"))
    assert outcomes(batch) == ["new", "rejected"] and "重复" in verdicts(batch)[1][2]
    assert StationCheck.objects.get().items.count() == 6


# --- stars ------------------------------------------------------------------------------------------


def test_stars_by_the_words_of_offices(manager, village):
    rows = [
        {"服务站": ZHICHONG, "评定星级": grade, "授牌时间": f"202{year}-08-01", "评定文件": "江退〔2024〕1号"}
        for year, grade in enumerate(("三星级", "4星", "★★★★★", "全国示范型服务站"))
    ]
    batch = bring(manager, "stars", *rows)
    assert outcomes(batch) == ["new"] * 4, verdicts(batch)
    assert list(StationStar.objects.order_by("awarded_on").values_list("grade", flat=True)) == [3, 4, 5, 9]
    assert outcomes(bring(manager, "stars", *rows)) == ["unchanged"] * 4
    changed = bring(manager, "stars", rows[2] | {"有效期": "2025-07-31"})
    assert outcomes(changed) == ["changed"]
    pipeline.undo(changed, user=manager)
    assert not StationStar.objects.exclude(valid_until=None).exists()
    early = bring(manager, "stars", rows[2] | {"有效期": "2001-07-31"})
    assert "有效期应不早于评定日期" in verdicts(early)[0][2]


# --- documents --------------------------------------------------------------------------------------


def row_of_document(**cells):
    return {
        "服务站": ZHICHONG,
        "资料名称": "来访接待制度",
        "资料类别": "管理制度",
        "版本号": "第一版",
        "施行日期": "2024-01-01",
        **cells,
    }


def test_a_catalogue_comes_without_scans_and_may_be_corrected(manager, village):
    batch = bring(manager, "documents", row_of_document(是否上墙="是"))
    assert outcomes(batch) == ["new"], verdicts(batch)
    found = StationDocument.objects.get()
    assert (found.kind, found.is_posted, found.text) == ("rules", True, "")
    station_documents.document_update(actor=manager, document=found, is_posted=False)
    assert outcomes(bring(manager, "documents", row_of_document())) == ["unchanged"]
    assert outcomes(bring(manager, "documents", row_of_document(废止日期="2024-12-31"))) == ["changed"]
    early = bring(manager, "documents", row_of_document(废止日期="2023-12-31"))
    assert "废止日期应不早于生效日期" in verdicts(early)[0][2]


def test_an_earlier_version_stays_as_it_is(manager, village):
    bring(manager, "documents", row_of_document())
    first = StationDocument.objects.get()
    values = {"title": first.title, "kind": "rules", "version_label": "第二版", "text": "略"}
    today = timezone.localdate()
    station_documents.document_add(
        actor=None, station=village, supersedes=first, effective_on=today, **values
    )
    assert outcomes(bring(manager, "documents", row_of_document())) == ["unchanged"]
    batch = bring(manager, "documents", row_of_document(是否上墙="是"))
    assert outcomes(batch) == ["rejected"] and "旧版本不能再改" in verdicts(batch)[0][2]


# --- policies ---------------------------------------------------------------------------------------


def test_policies_are_kept_by_their_title_and_their_audience_stays(manager, village):
    row = {
        "登记单位": ZHICHONG,
        "政策名称": "优待办法",
        "发文字号": "江退〔2024〕1号",
        "级别": "市级",
        "政策类型": "优抚",
        "印发日期": "2024-01-01",
        "主要内容": "持证可享受优待",
    }
    assert outcomes(bring(manager, "policies", row)) == ["new"]
    Policy.objects.update(audience={"class": "02"})
    assert outcomes(bring(manager, "policies", row)) == ["unchanged"]
    assert outcomes(bring(manager, "policies", row | {"有效期至": "2028-12-31"})) == ["changed"]
    found = Policy.objects.get()
    assert (found.level, found.category, found.audience) == ("city", "benefits", {"class": "02"})
    blank = bring(manager, "policies", row | {"政策名称": "另一份", "主要内容": None})
    assert outcomes(blank) == ["rejected"] and "内容摘要" in verdicts(blank)[0][2]
