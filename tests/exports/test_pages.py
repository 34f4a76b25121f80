"""The pages of exports: who may, how much, the link and its end, and what the log has of it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.models import AuditEntry
from tests.exports.asking import ask, content
from tests.imports.sheets import TIANFU, ZHICHONG
from tests.veterans.people import register
from veterans_portal.exports import tasks, work
from veterans_portal.exports.models import Export, ExportPiece

pytestmark = pytest.mark.django_db
State = Export.State


def _payload(**values):
    return {"columns": ["name", "id_number", "mobile"], "format": "csv", "reason": "", **values}


def _new(kind="people", query=""):
    return reverse("export-new", args=[kind]) + query


def _logged():
    entries = AuditEntry.objects.filter(action="export").order_by("pk")
    return [(entry.actor_label.split()[0], entry.fields, entry.reason) for entry in entries]


def _file(response):
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_ask_and_download(sign_in, tree):
    one = register(tree[ZHICHONG], "陈志强", mobile="10000000001")
    register(tree[TIANFU], "陈他站")
    client = sign_in("street_manager")
    page = client.get(_new(query=f"?station={ZHICHONG}")).content.decode()
    assert "共 1 人" in page and "直冲村" in page
    response = client.post(_new(query=f"?station={ZHICHONG}"), _payload(), follow=True)
    export = Export.objects.get()
    assert "请在" in response.content.decode() and "已打码" in response.content.decode()
    response = client.get(reverse("export-download", args=[export.pk]))
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = _file(response)
    assert "陈志强" in text and "陈他站" not in text and one.id_number.open() not in text
    assert len(text.encode("utf-8-sig")) == int(response.headers["Content-Length"])
    assert _logged() == [("street_manager", [], ""), ("street_manager", [], "")]


def test_whole_numbers_need_a_reason_which_is_logged(sign_in, tree):
    one = register(tree[ZHICHONG], "陈志强", mobile="10000000001")
    client = sign_in("street_manager")
    client.post(_new(), _payload(reason="verify"))
    export = Export.objects.get()
    text = _file(client.get(reverse("export-download", args=[export.pk])))
    assert one.id_number.open() in text and "10000000001" in text
    told = ("street_manager", ["id_number", "mobile"], "核对证件或档案")
    assert _logged() == [told, told]
    assert one.id_number.open() not in str(AuditEntry.objects.values_list("target_label", "reason"))


def test_a_reason_for_no_number_reveals_nothing(sign_in, tree):
    register(tree[ZHICHONG])
    sign_in("street_manager").post(_new(), _payload(columns=["name"], reason="verify"))
    assert not Export.objects.get().reveals
    assert _logged() == [("street_manager", [], "核对证件或档案")]


@pytest.mark.parametrize("username", ["zhichong_staff", "official_city", "auditor", "nobody", "ended"])
def test_who_may_not_export_sees_no_button_and_gets_no_file(sign_in, tree, username):
    register(tree[ZHICHONG])
    client = sign_in(username)
    assert client.get(_new()).status_code == 403
    assert client.post(_new(), _payload()).status_code == 403
    assert not Export.objects.exists()
    page = client.get(reverse("people"))
    assert page.status_code == 403 or reverse("export-new", args=["people"]) not in page.content.decode()


@pytest.mark.parametrize("address", ["people", "visits", "admin:care_activities_plaque_changelist"])
def test_the_lists_have_a_button(sign_in, tree, address):
    page = sign_in("street_manager").get(reverse(address), {"station": ""} if ":" not in address else {})
    assert "/exports/new/" in page.content.decode()


def test_the_button_carries_the_filter(sign_in, tree):
    page = sign_in("street_manager").get(reverse("people"), {"class": "02", "station": ZHICHONG})
    assert f"{_new()}?class=02&amp;station={ZHICHONG}" in page.content.decode()


def test_a_found_person_is_exported_without_what_was_typed(sign_in, tree):
    one = register(tree[ZHICHONG], "陈志强")
    client = sign_in("street_manager")
    page = client.post(reverse("people-search"), {"q": one.id_number.open()}).content.decode()
    address = f"{_new()}?only={one.pk}"
    assert address in page
    client.post(address, _payload())
    export = Export.objects.get()
    assert export.query == f"only={one.pk}"
    assert "陈志强" in _file(client.get(reverse("export-download", args=[export.pk])))


def test_an_id_of_somebody_elsewhere_exports_nobody(sign_in, tree):
    other = register(tree[TIANFU])
    response = sign_in("street_manager").post(f"{_new()}?only={other.pk},x,{'9' * 40}", _payload())
    assert "没有可以导出的内容" in response.content.decode()
    assert not Export.objects.exists()


def test_a_foreign_station_and_an_unknown_kind_are_not_found(sign_in):
    client = sign_in("street_manager")
    assert client.get(_new(query=f"?station={TIANFU}")).status_code == 404
    assert client.get(_new("unknown")).status_code == 404


def test_too_many_rows_are_told_plainly(sign_in, tree, settings):
    settings.EXPORT_MAX_ROWS = {**settings.EXPORT_MAX_ROWS, "manager": 2}
    for _ in range(3):
        register(tree[ZHICHONG])
    client = sign_in("street_manager")
    for response in (client.get(_new()), client.post(_new(), _payload())):
        assert "共 3 行，超过您一次可以导出的 2 行" in response.content.decode()
    assert not Export.objects.exists()
    assert "超过" not in client.get(_new(), {"figure": "without_follow_up", "sex": "2"}).content.decode()
    client.force_login(client_user("admin"))
    assert client.post(_new(), _payload()).status_code == 302


def client_user(username):
    from stations.models import User

    return User.objects.get(username=username)


def test_no_column_is_refused_on_the_form(sign_in, tree):
    register(tree[ZHICHONG])
    response = sign_in("street_manager").post(_new(), _payload(columns=[]))
    assert "请至少选一列" in response.content.decode()


def test_the_link_is_its_makers_alone(sign_in, cast, tree):
    register(tree[ZHICHONG])
    export = ask(cast["street_manager"])
    work.make(export)
    for username in ("admin", "city_manager", "district_manager"):
        client = sign_in(username)
        for name in ("export", "export-progress", "export-download"):
            assert client.get(reverse(name, args=[export.pk])).status_code == 404
        assert client.post(reverse("export-delete", args=[export.pk])).status_code == 404
        assert export.file_name not in client.get(reverse("exports")).content.decode()
    assert export.pieces.exists()


def test_the_link_ends_after_a_day_and_the_file_goes(sign_in, cast, tree):
    register(tree[ZHICHONG])
    export = ask(cast["street_manager"])
    work.make(export)
    assert export.expires_at - timezone.now() <= datetime.timedelta(hours=24)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    client = sign_in("street_manager")
    response = client.get(reverse("export-download", args=[export.pk]), follow=True)
    assert "已经过期" in response.content.decode()
    tasks.look_after_exports.call()
    assert not ExportPiece.objects.exists()
    export.refresh_from_db()
    assert (export.state, export.asked) == (State.GONE, None)
    assert "文件已经删除" in client.get(reverse("export", args=[export.pk])).content.decode()
    assert len(_logged()) == 1


def test_whose_right_has_ended_gets_no_file(sign_in, cast, tree):
    register(tree[ZHICHONG])
    export = ask(cast["street_manager"])
    work.make(export)
    cast["street_manager"].memberships.update(role="staff")
    response = sign_in("street_manager").get(reverse("export-download", args=[export.pk]))
    assert response.status_code == 403


def test_a_right_that_ends_while_the_file_waits_leaves_it_empty(cast, tree):
    register(tree[ZHICHONG], "陈志强")
    export = ask(cast["street_manager"])
    cast["street_manager"].memberships.update(role="staff")
    work.make(Export.objects.get(pk=export.pk))
    text = b"".join(piece.open() for piece in Export.objects.get().pieces.order_by("number")).decode()
    assert "陈志强" not in text


def test_the_maker_deletes_her_file(sign_in, cast, tree):
    register(tree[ZHICHONG])
    export = ask(cast["street_manager"])
    work.make(export)
    sign_in("street_manager").post(reverse("export-delete", args=[export.pk]))
    assert not ExportPiece.objects.exists()


def test_a_long_list_is_made_in_the_background(sign_in, cast, tree, monkeypatch):
    monkeypatch.setattr(work, "SMALL_ROWS", 1)
    for _ in range(3):
        register(tree[ZHICHONG], "陈志强")
    client = sign_in("street_manager")
    page = client.post(_new(), _payload(), follow=True).content.decode()
    export = Export.objects.get()
    assert "正在排队" in page and "刷新" in page
    progress = client.get(reverse("export-progress", args=[export.pk])).json()
    assert progress == {"state": "waiting", "done": 0, "total": 3}
    tasks.make_export.call(export.pk)
    assert client.get(reverse("export-progress", args=[export.pk])).json()["state"] == "ready"
    assert _file(client.get(reverse("export-download", args=[export.pk]))).count("陈志强") == 3


def test_the_queue_holds_ids_only(sign_in, tree, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    monkeypatch.setattr(work, "SMALL_ROWS", 0)
    register(tree[ZHICHONG], "陈志强")
    sign_in("street_manager").post(_new(query=f"?station={ZHICHONG}"), _payload())
    [task] = DBTaskResult.objects.filter(task_path__endswith="make_export")
    assert task.args_kwargs == {"args": [Export.objects.get().pk], "kwargs": {}}


def test_an_export_whose_process_died_is_taken_up_once_it_is_silent(cast, tree):
    register(tree[ZHICHONG], "陈志强")
    export = ask(cast["street_manager"])
    long_ago = timezone.now() - 2 * work.STALE
    Export.objects.filter(pk=export.pk).update(state=State.RUNNING, claim="dead", heartbeat=timezone.now())
    ExportPiece.keep(export, 0, b"half a file")
    assert work.look_after() == []
    work.make(export)
    assert export.state == State.RUNNING
    Export.objects.filter(pk=export.pk).update(heartbeat=long_ago)
    assert work.look_after() == [export.pk]
    text = content(cast["street_manager"], export).decode("utf-8-sig")
    assert "陈志强" in text.splitlines()[1] and "half" not in text


def test_who_was_superseded_writes_nothing_more(cast, tree):
    register(tree[ZHICHONG])
    export = ask(cast["street_manager"])
    sink = None

    def overtaken(done):
        work.export_drop(export)

    assert work._claim(export)
    sink = work._Pieces(export)
    work.write(export, sink, overtaken)
    with pytest.raises(work.Superseded):
        sink.close()
    assert not ExportPiece.objects.exists()
