"""What one user must not learn of another's files, and what every act must leave in the log."""

import datetime
import io
import re

from django.contrib.messages import get_messages
from django.urls import reverse
from PIL import Image

from stations.models import AuditEntry, StaffMember
from stations.roles import Verb
from tests.veterans.people import id_number, register
from veterans.models import (
    FamilyMember,
    Household,
    PartyMembership,
    PartyTransfer,
    Placement,
)
from veterans.services.attachments import attachment_add
from veterans.services.merging import files_merge
from veterans.services.people import person_update
from veterans.services.transfers import transfer_answer, transfer_request
from veterans.services.withdrawal import person_withdraw
from veterans_portal.people.models import SavedFilter

ZHICHONG, MAYI, TIANFU = "440704004212", "440704004201", "440703006121"


def change_url(person):
    return reverse("admin:veterans_personfile_change", args=[person.pk])


def payload_of(page):
    """The form of a file as a browser would send it back."""
    shown = page.context["adminform"].form
    found = {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)}
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        management = formset.management_form
        found |= {f"{management.prefix}-{name}": management[name].value() for name in management.fields}
        for form in formset.initial_forms:
            values = {form.add_prefix(name): form[name].value() for name in form.fields}
            found |= {name: value for name, value in values.items() if value not in (None, False)}
    return {name: list(v) if isinstance(v, tuple) else str(v) for name, v in found.items()}


def test_the_sealed_copy_of_one_part_opens_in_no_other(sign_in, tree):
    number = id_number()
    person = register(tree[ZHICHONG])
    FamilyMember.objects.create(
        person=person, relation="10", name="李红", document_kind="1", document_no=number
    )
    placement = Placement.objects.create(person=person, document_no="江安 1 号")
    client = sign_in("zhichong_staff")
    payload = payload_of(client.get(change_url(person)))
    placement.note = "补登"
    placement.save()
    family, part = (
        next(k.removesuffix("-0-opened") for k in payload if k.endswith("-0-opened") and hint in k)
        for hint in ("family", "placement")
    )
    payload |= {
        f"{part}-0-document_no": "江安 2 号",
        f"{part}-0-opened": payload[f"{family}-0-opened"],
    }
    response = client.post(change_url(person), payload)
    assert response.status_code == 200
    assert number not in response.content.decode()


def test_an_empty_part_names_no_file_and_is_saved_in_the_file_where_it_was_filled(sign_in, tree):
    one, other = register(tree[ZHICHONG]), register(tree[ZHICHONG], "梁国华")
    client = sign_in("zhichong_staff")
    client.get(change_url(one))
    page = client.get(change_url(other))
    empty = re.search(r'id="family_members-empty".*?(?=<div class="js-inline)', page.content.decode(), re.S)[
        0
    ]
    inputs = dict(re.findall(r'<input[^>]*name="(family_members-__prefix__-[^"]+)" value="([^"]+)"', empty))
    filled = {name.replace("__prefix__", "0"): value for name, value in inputs.items()}
    filled |= {"family_members-0-relation": "10", "family_members-0-name": "李红"}
    payload = payload_of(page) | {"family_members-TOTAL_FORMS": "1"} | filled
    response = client.post(change_url(other), payload)
    assert response.status_code == 302, response.context["errors"]
    assert FamilyMember.objects.get().person == other


def test_an_address_tells_no_household_number_of_another_station(sign_in, tree):
    Household.objects.create(station=tree[TIANFU], number="4711", head_name="陈大")
    Household.objects.create(station=tree[ZHICHONG], number="0815", head_name="陈二")
    client = sign_in("zhichong_staff")
    add = reverse("admin:veterans_personfile_add")
    assert "0816" in client.get(f"{add}?managing_station={tree[ZHICHONG].pk}").content.decode()
    assert "4712" not in client.get(f"{add}?managing_station={tree[TIANFU].pk}").content.decode()


def test_a_household_typed_for_a_stored_file_is_not_lost(sign_in, tree):
    person = register(tree[ZHICHONG])
    client = sign_in("zhichong_staff")
    payload = payload_of(client.get(change_url(person))) | {"new_household_head": "陈大"}
    assert client.post(change_url(person), payload).status_code == 302
    person.refresh_from_db()
    assert person.household.head_name == "陈大"
    payload = payload_of(client.get(change_url(person))) | {"new_household_head": "陈二"}
    assert client.post(change_url(person), payload).status_code == 302
    person.refresh_from_db()
    assert person.household.head_name == "陈二"


def test_asking_for_a_file_of_one_s_own_is_a_search_that_is_logged(sign_in, tree):
    person = register(tree[ZHICHONG])
    asked = {"name": "陈志强", "number": person.id_number.open(), "reason": "户口迁入"}
    sign_in("zhichong_staff").post(reverse("transfer-ask"), asked)
    entry = AuditEntry.objects.get(action="search")
    assert (entry.target_label, entry.fields) == (person.archive_no, ["id_number"])


def test_who_asked_for_a_file_is_not_told_that_its_holder_died(sign_in, tree, cast):
    person = register(tree[ZHICHONG])
    asked = transfer_request(
        actor=cast["tianfu_staff"],
        person=person,
        to_station=tree[TIANFU],
        reason="户口迁入",
        asked_by_receiver=True,
    )
    person_withdraw(
        actor=cast["zhichong_staff"], person=person, kind="deceased", happened_on="2026-03", reason=""
    )
    page = reverse("transfer", args=[asked.pk])
    assert "去世" not in sign_in("tianfu_staff").get(page).content.decode()
    assert "档案已登记“去世”" in sign_in("zhichong_staff").get(page).content.decode()


def test_what_a_death_closes_is_logged_as_well(tree, cast):
    person = register(tree[ZHICHONG])
    actor = cast["zhichong_staff"]
    asked = transfer_request(actor=actor, person=person, to_station=tree[TIANFU], reason="随子女")
    relation = PartyTransfer.objects.create(person=person, opened_on=datetime.date(2026, 1, 5))
    logged = AuditEntry.objects.order_by("-pk").first().pk
    person_withdraw(actor=actor, person=person, kind="deceased", happened_on="2026-03", reason="")
    entries = AuditEntry.objects.filter(pk__gt=logged).values_list("target_type", "target_id")
    assert {("veterans.transferrequest", asked.pk), ("veterans.partytransfer", relation.pk)} <= set(entries)


def test_a_contact_left_behind_by_a_move_is_logged(tree, cast):
    person = register(tree[ZHICHONG])
    staff = StaffMember.objects.create(station=tree[ZHICHONG], name="梁站长", post="head")
    membership = PartyMembership.objects.create(person=person, relation_status="2", contact=staff)
    asked = transfer_request(
        actor=cast["zhichong_staff"], person=person, to_station=tree[TIANFU], reason="户口迁入"
    )
    transfer_answer(actor=cast["tianfu_staff"], request=asked, agree=True)
    entry = AuditEntry.objects.get(target_type="veterans.partymembership", target_id=membership.pk)
    assert entry.fields == ["contact"]


def test_a_sheet_refused_for_want_of_a_reason_was_still_looked_at(sign_in, tree):
    person = register(tree[ZHICHONG])
    sign_in("zhichong_staff").post(reverse("person-sheet", args=[person.pk]))
    assert AuditEntry.objects.get(action="view").target_label == person.archive_no


def test_the_preview_of_a_merge_is_a_look_at_both_files(sign_in, tree):
    keep, gone = register(tree[ZHICHONG]), register(tree[ZHICHONG])
    sign_in("zhichong_staff").get(reverse("people-merge", args=[keep.pk, gone.pk]))
    seen = AuditEntry.objects.filter(action="view").values_list("target_label", flat=True)
    assert set(seen) == {keep.archive_no, gone.archive_no}


def test_a_merge_names_nobody_once_the_kept_file_moved_away(sign_in, tree, cast):
    keep, gone = register(tree[ZHICHONG]), register(tree[ZHICHONG])
    done = files_merge(actor=cast["zhichong_staff"], keep=keep, gone=gone)
    client = sign_in("zhichong_staff")
    page = reverse("people-merged", args=[done.pk])
    assert "陈志强" in client.get(page).content.decode()
    keep.refresh_from_db()
    person_update(actor=None, person=keep, managing_station=tree[TIANFU])
    assert client.get(page).status_code == 404
    assert client.post(reverse("people-merge-undo", args=[done.pk])).status_code == 404
    assert "陈志强" not in client.get(reverse("people-quality")).content.decode()


def test_the_edit_form_is_a_look_at_the_file(sign_in, tree):
    person = register(tree[ZHICHONG])
    sign_in("zhichong_staff").get(change_url(person))
    entry = AuditEntry.objects.get(action="view")
    assert (entry.target_label, entry.fields) == (person.archive_no, [])


def test_no_message_names_the_person(sign_in, tree):
    person = register(tree[ZHICHONG])
    client = sign_in("zhichong_staff")
    change, delete = change_url(person), reverse("admin:veterans_personfile_delete", args=[person.pk])
    for address, payload in ((change, payload_of(client.get(change))), (delete, {"post": "yes"})):
        response = client.post(address, payload)
        assert response.status_code == 302
        text = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert person.archive_no in text
        assert "陈志强" not in text


def test_a_message_does_not_repeat_what_was_typed_about_an_attachment(sign_in, tree, cast):
    person = register(tree[ZHICHONG])
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")
    kept = attachment_add(
        actor=cast["zhichong_staff"],
        person=person,
        kind="other",
        title="陈志强证明",
        content=picture.getvalue(),
    )
    response = sign_in("zhichong_staff").post(reverse("attachment-remove", args=[kept.pk]))
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["已删除：其他"]


def test_an_auditor_reads_of_a_search_by_number_while_choosing_a_person(sign_in, tree, cast):
    person = register(tree[ZHICHONG])
    asked = {"app_label": "care_activities", "model_name": "visit", "field_name": "person"}
    asked["term"] = person.id_number.open()
    answer = sign_in("zhichong_staff").post(reverse("admin:autocomplete"), asked)
    assert [row["id"] for row in answer.json()["results"]] == [str(person.pk)]
    entry = AuditEntry.objects.visible_to(cast["auditor"], Verb.AUDIT).get(action="search")
    assert (entry.path, entry.fields) == (tree[ZHICHONG].path, ["id_number"])


def test_a_group_stays_in_the_list_that_is_saved(sign_in, tree):
    client = sign_in("zhichong_staff")
    address = "/people/saved/new/?figure=wants_work"
    assert "有就业意向" in client.get(address).content.decode()
    client.post(address, {"name": "想就业", "station": ""})
    assert SavedFilter.objects.get().query == {"figure": ["wants_work"]}
    assert client.get(reverse("people-saved-open", args=[SavedFilter.objects.get().pk])).url.endswith(
        "figure=wants_work"
    )


def test_a_draft_of_a_file_that_moved_away_is_refused_without_a_fault(sign_in, tree):
    person = register(tree[ZHICHONG])
    client = sign_in("zhichong_staff")
    client.post(reverse("people-drafts"), {"draft_key": f"person-{person.pk}", "note": "一半"})
    person_update(actor=None, person=person, managing_station=tree[TIANFU])
    assert client.post(change_url(person), {"_restore_draft": "1"}).status_code == 302
