"""Every way the stock admin shows or touches rows outside the queryset, tried as staff of 直冲村."""

import pytest
from django.urls import NoReverseMatch, reverse

from stations.models import AuditEntry, ChangeValue, PartyOrganisation, StaffMember, Station, User, Venue

ZHICHONG, TIANFU = "440704004212", "440703006121"


@pytest.fixture
def rows(tree):
    made = {}
    for code, place in ((ZHICHONG, "直冲"), (TIANFU, "天福")):
        made[code] = StaffMember.objects.create(station=tree[code], name=f"{place}站长", post="head")
        Venue.objects.create(station=tree[code], name=f"{place}书吧", kind="reading_room")
        PartyOrganisation.objects.create(station=tree[code], name=f"{place}党委", kind="committee")
    return made


@pytest.fixture
def staff(sign_in, rows):
    return sign_in("zhichong_staff")


def venue_payload(station, **changed):
    return {
        "station": station.pk,
        "kind": "chess_room",
        "name": "棋牌室",
        "address": "",
        "opening_hours": "",
        "supports_veterans": "unknown",
        "services": "",
        "closed_on": "",
        "dining_benefits-TOTAL_FORMS": 0,
        "dining_benefits-INITIAL_FORMS": 0,
        **changed,
    }


def test_a_foreign_station_cannot_be_chosen_or_posted(staff, tree):
    page = staff.get(reverse("admin:stations_venue_add")).content.decode()
    assert "天福" not in page
    refused = staff.post(reverse("admin:stations_venue_add"), venue_payload(tree[TIANFU]))
    assert refused.status_code == 200
    assert Venue.objects.filter(name="棋牌室").count() == 0
    accepted = staff.post(reverse("admin:stations_venue_add"), venue_payload(tree[ZHICHONG]))
    assert accepted.status_code == 302
    assert Venue.objects.get(name="棋牌室").station == tree[ZHICHONG]


def test_autocomplete_answers_within_the_scope(staff):
    url = reverse("admin:autocomplete")
    asked = {"app_label": "stations", "model_name": "venue", "field_name": "station", "term": ""}
    texts = [row["text"] for row in staff.get(url, asked).json()["results"]]
    assert texts == ["直冲村退役军人服务站"]


@pytest.mark.parametrize("model", ["staffmember", "venue", "partyorganisation"])
def test_lists_filters_and_search_show_nothing_of_others(staff, model):
    url = reverse(f"admin:stations_{model}_changelist")
    for query in ({}, {"q": "天福"}, {"q": ""}):
        page = staff.get(url, query).content.decode()
        assert "天福站长" not in page
        assert "天福书吧" not in page
        assert "天福党委" not in page
        assert "天福社区" not in page


@pytest.mark.parametrize(
    "lookup",
    ["station__code__startswith", "user__password__startswith", "station__parent__code", "name__regex"],
)
def test_lookups_that_are_not_offered_are_refused(staff, lookup):
    response = staff.get(reverse("admin:stations_staffmember_changelist"), {lookup: "4"})
    assert response.status_code in (302, 400)


def test_there_is_no_address_that_tells_whether_a_row_exists(staff, rows):
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])
    assert staff.get(f"/admin/r/1/{rows[TIANFU].pk}/").status_code == 404


def test_a_foreign_row_cannot_be_changed_deleted_or_acted_on(staff, rows):
    foreign = rows[TIANFU].pk
    for page in ("change", "delete"):
        staff.post(
            reverse(f"admin:stations_staffmember_{page}", args=[foreign]), {"post": "yes", "name": "改"}
        )
    action = {"action": "delete_selected", "_selected_action": [foreign], "post": "yes"}
    staff.post(reverse("admin:stations_staffmember_changelist"), action)
    assert StaffMember.objects.get(pk=foreign).name == "天福站长"


def test_the_structure_of_the_tree_is_not_staffs_to_change(staff, tree):
    station = tree[ZHICHONG]
    page = staff.get(reverse("admin:stations_station_change", args=[station.pk])).content.decode()
    assert 'name="parent"' not in page
    assert 'name="phone"' in page


def test_nobody_makes_herself_more(sign_in, cast, tree):
    """No page offers flags, groups or permissions; memberships only below one's own station."""
    client = sign_in("street_manager")
    page = client.get(
        reverse("admin:stations_user_change", args=[cast["zhichong_staff"].pk])
    ).content.decode()
    for name in ("is_superuser", "is_staff", "groups", "user_permissions"):
        assert f'name="{name}"' not in page
    for station, role in ((tree["440700000000"], "staff"), (tree[ZHICHONG], "administrator")):
        payload = {"user": cast["street_manager"].pk, "station": station.pk, "role": role, "valid_until": ""}
        assert client.post(reverse("admin:stations_membership_add"), payload).status_code == 200
    assert User.objects.get(username="street_manager").memberships.count() == 1


def test_passwords_of_those_above_are_out_of_reach(sign_in, cast):
    client = sign_in("street_manager")
    own = reverse("admin:auth_user_password_change", args=[cast["zhichong_staff"].pk])
    assert client.get(own).status_code == 200
    for username in ("city_manager", "admin", "tianfu_staff"):
        url = reverse("admin:auth_user_password_change", args=[cast[username].pk])
        assert client.get(url).status_code in (302, 403, 404)


def test_saving_is_audited_with_the_names_of_fields_only(staff, rows):
    mine = rows[ZHICHONG]
    payload = {
        "station": mine.station_id,
        "name": "直冲站长",
        "post": "head",
        "concurrent_post": "村党委书记",
        "is_party_member": "true",
        "is_dedicated": "unknown",
        "left_on": "",
        "row_version": 1,
    }
    url = reverse("admin:stations_staffmember_change", args=[mine.pk])
    assert staff.post(url, payload).status_code == 302
    entry = AuditEntry.objects.get(target_type="stations.staffmember")
    assert (entry.action, entry.fields) == ("change", ["concurrent_post", "is_party_member"])
    assert "村党委书记" in ChangeValue.objects.get(entry=entry).values.open()
    # The page that still shows the first version must not overwrite the second.
    stale = staff.post(url, payload | {"concurrent_post": "妇女主任"})
    assert "被别人改过" in stale.content.decode()
    mine.refresh_from_db()
    assert mine.concurrent_post == "村党委书记"


def test_deleting_is_confirmed_without_naming_what_belongs_to_others(sign_in, tree):
    venue = Venue.objects.create(station=tree[ZHICHONG], name="直冲书吧", kind="reading_room")
    client = sign_in("zhichong_staff")
    url = reverse("admin:stations_venue_delete", args=[venue.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"post": "yes"})
    assert not Venue.objects.exists()
    assert AuditEntry.objects.get(target_type="stations.venue").action == "delete"


def test_a_station_without_people_can_be_moved_by_the_administrator(sign_in, tree):
    client = sign_in("admin")
    station = tree["440704004201"]
    url = reverse("admin:stations_station_change", args=[station.pk])
    form = client.get(url).context["adminform"].form
    payload = {name: form.initial.get(name) or "" for name in form.fields if name != "estimated"}
    payload |= {"parent": tree["440703006000"].pk, "is_active": "on", "row_version": 1}
    for prefix in ("indicators", "village_groups", "aliases"):
        payload |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = client.post(url, payload)
    assert response.status_code == 302, response.context["errors"]
    moved = Station.objects.get(pk=station.pk)
    assert moved.path == "440700000000/440703000000/440703006000/440704004201/"
