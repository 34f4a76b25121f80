"""What one user must not learn of another's files, and what every act must leave in the log."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from stations.models import AuditEntry
from tests.veterans.people import id_number, register
from veterans.models import FamilyMember, Placement

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
    cache.clear()
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
