"""The forms for visits and plaques as a clerk meets them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from care_activities import tallies
from care_activities.models import Plaque, Visit, VisitTally
from stations.models import AuditEntry, Squad
from tests.veterans.people import register

pytestmark = pytest.mark.django_db

VISITS = "admin:care_activities_visit_changelist"
ADD_VISIT = "admin:care_activities_visit_add"
ADD_PLAQUE = "admin:care_activities_plaque_add"


def _visit(station, **kw):
    blank = dict.fromkeys(
        ["person", "household", "visitors", "cash", "goods", "goods_value", "content", "feedback", "note"], ""
    )
    return {
        **blank,
        "station": station.pk,
        "date": "2024-08-01",
        "occasion": "army_day",
        "method": "home",
        **kw,
    }


def _plaque(household, **kw):
    blank = dict.fromkeys(["number", "hung_on", "address", "position", "squad", "led_by", "note"], "")
    chosen = {"household": household.pk, "role": "TY", "initiated_by": "station", "status": "to_hang"}
    return {**blank, **chosen, **kw}


def _change(row):
    return reverse(f"admin:care_activities_{row._meta.model_name}_change", args=[row.pk])


# Visits


def test_a_new_visit_asks_everything_and_answers_nothing(sign_in):
    form = sign_in("zhichong_staff").get(reverse(ADD_VISIT)).context["adminform"].form
    answered = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert answered == {}


def test_a_visit_entered_counts_and_is_logged_once(sign_in, cast, zhichong):
    person = register(zhichong)
    response = sign_in("zhichong_staff").post(
        reverse(ADD_VISIT), _visit(zhichong, person=person.pk, cash="200.50")
    )
    assert response.status_code == 302
    made = Visit.objects.get()
    assert (made.person, made.members_present, made.goods_value) == (person, 1, 0)
    assert VisitTally.objects.get(station=zhichong).cash_cents == 20_050
    entry = AuditEntry.objects.get(target_type="care_activities.visit")
    assert (entry.action, entry.actor_id) == ("create", cast["zhichong_staff"].pk)


def test_a_household_entered_counts_its_members(sign_in, household, zhichong):
    home = household(members=3)
    sign_in("zhichong_staff").post(reverse(ADD_VISIT), _visit(zhichong, household=home.pk))
    assert Visit.objects.get().members_present == 3
    tally = VisitTally.objects.get()
    assert (tally.person_times, tally.household_times) == (3, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"date": "2999-01-01"}, "今天之后"),
        ({"cash": "-5"}, "负数"),
        ({"cash": "5.005"}, "两位小数"),
        ({"goods_value": "五十"}, "数字"),
        ({"person": ""}, "只填一样"),
    ],
)
def test_a_wrong_answer_is_named_in_plain_words(sign_in, zhichong, wrong, words):
    values = _visit(zhichong, person=register(zhichong).pk) | wrong
    response = sign_in("zhichong_staff").post(reverse(ADD_VISIT), values)
    assert words in response.content.decode()
    assert not Visit.objects.exists()


def test_a_visit_moved_onto_another_is_refused_on_the_form(sign_in, visit, zhichong):
    person = register(zhichong)
    visit(person=person)
    other = visit(person=person, method="phone")
    response = sign_in("zhichong_staff").post(_change(other), _visit(zhichong))
    assert "已经登记过" in response.content.decode()
    assert Visit.objects.get(pk=other.pk).method == "phone"


def test_a_corrected_visit_moves_its_month(sign_in, visit, zhichong):
    made = visit(person=register(zhichong))
    page = sign_in("zhichong_staff")
    response = page.post(_change(made), _visit(zhichong, date="2024-07-31", cash="10"))
    assert response.status_code == 302
    assert [(t.month, t.cash_cents) for t in VisitTally.objects.all()] == [(7, 1000)]
    assert AuditEntry.objects.filter(action="change").last().fields == ["cash", "date"]
    page.post(reverse("admin:care_activities_visit_delete", args=[made.pk]), {"post": "yes"})
    assert not VisitTally.objects.exists()
    assert tallies.verify() == []


def test_a_page_opened_before_another_save_is_refused(sign_in, visit, zhichong):
    made = visit(person=register(zhichong))
    page = sign_in("zhichong_staff")
    form = page.get(_change(made)).context["adminform"].form
    page.post(_change(made), _visit(zhichong, cash="1"))
    stale = _visit(zhichong, cash="2", row_version=form["row_version"].value())
    assert "被别人改过" in page.post(_change(made), stale).content.decode()
    assert Visit.objects.get().cash == 1


def test_the_residence_station_picks_its_resident(sign_in, zhichong, tianfu):
    resident = register(zhichong, residence_station=tianfu)
    response = sign_in("tianfu_staff").post(reverse(ADD_VISIT), _visit(tianfu, person=resident.pk))
    assert response.status_code == 302
    assert Visit.objects.get().station == tianfu


def test_a_foreign_person_household_or_station_cannot_be_posted(sign_in, household, zhichong, tianfu):
    staff = sign_in("zhichong_staff")
    foreign, home = register(tianfu, name="欧阳明"), household(station=tianfu)
    for values in [
        _visit(zhichong, person=foreign.pk),
        _visit(zhichong, household=home.pk),
        _visit(tianfu, person=register(zhichong).pk),
    ]:
        response = staff.post(reverse(ADD_VISIT), values)
        assert response.status_code == 200
        assert "欧阳明" not in response.content.decode()
    assert not Visit.objects.exists()


def test_a_foreign_visit_is_neither_listed_nor_opened(sign_in, visit, zhichong, tianfu):
    theirs = visit(person=register(tianfu, name="欧阳明"), station=tianfu)
    visit(person=register(zhichong, name="梁建国"))
    staff = sign_in("zhichong_staff")
    listed = staff.get(reverse(VISITS)).content.decode()
    assert "梁建国" in listed and "欧阳明" not in listed
    assert "欧阳明" not in staff.get(reverse(VISITS), {"q": "欧阳"}).content.decode()
    assert staff.get(_change(theirs)).status_code == 302
    staff.post(reverse("admin:care_activities_visit_delete", args=[theirs.pk]), {"post": "yes"})
    assert Visit.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("name", ["official_city", "auditor"])
def test_who_holds_no_file_right_reads_no_visit(sign_in, name):
    assert sign_in(name).get(reverse(VISITS)).status_code == 403


def test_the_list_costs_the_same_for_ten_visits_as_for_one(
    sign_in, visit, zhichong, django_assert_max_num_queries
):
    staff = sign_in("zhichong_staff")
    for day in range(1, 11):
        visit(person=register(zhichong), date=datetime.date(2024, 8, day))
    with django_assert_max_num_queries(8):
        assert staff.get(reverse(VISITS)).status_code == 200


# Plaques


def test_a_plaque_entered_stands_with_the_household(sign_in, household, zhichong):
    squad = Squad.objects.create(station=zhichong, name="党员小分队", leader_name="陈书记")
    values = _plaque(
        household(), status="hung", hung_on="2019-05-01", squad=squad.pk, led_by="村党委第一书记陈书记"
    )
    response = sign_in("zhichong_staff").post(reverse(ADD_PLAQUE), values)
    assert response.status_code == 302
    made = Plaque.objects.get()
    assert (made.station, made.squad) == (zhichong, squad)
    assert tallies.verify() == [] and zhichong.plaque_tally.hung == 1
    assert AuditEntry.objects.filter(target_type="care_activities.plaque").count() == 1


def test_a_new_plaque_answers_nothing(sign_in):
    form = sign_in("zhichong_staff").get(reverse(ADD_PLAQUE)).context["adminform"].form
    answered = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)
    }
    assert answered == {}


def test_a_second_plaque_is_refused_also_on_the_change_page(sign_in, household, plaque):
    home = household()
    plaque(home, status="hung", hung_date_unknown=True)
    waiting = plaque(home)
    staff = sign_in("zhichong_staff")
    entered = staff.post(reverse(ADD_PLAQUE), _plaque(home, status="hung", hung_date_unknown="on"))
    assert "一户只挂一块" in entered.content.decode()
    changed = staff.post(_change(waiting), _plaque(home, status="hung", hung_date_unknown="on"))
    assert "一户只挂一块" in changed.content.decode()
    assert Plaque.objects.filter(status="hung").count() == 1


def test_hung_without_a_date_is_refused_in_plain_words(sign_in, household):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    staff = sign_in("zhichong_staff")
    missing = staff.post(reverse(ADD_PLAQUE), _plaque(household("1"), status="hung"))
    assert "日期不详" in missing.content.decode()
    future = staff.post(reverse(ADD_PLAQUE), _plaque(household("2"), status="hung", hung_on=tomorrow))
    assert "今天之后" in future.content.decode()


def test_a_foreign_household_or_squad_cannot_be_posted(sign_in, household, tianfu):
    squad = Squad.objects.create(station=tianfu, name="小分队", leader_name="李书记")
    staff = sign_in("zhichong_staff")
    for values in [_plaque(household("1", station=tianfu)), _plaque(household("2"), squad=squad.pk)]:
        assert staff.post(reverse(ADD_PLAQUE), values).status_code == 200
    assert not Plaque.objects.exists()
