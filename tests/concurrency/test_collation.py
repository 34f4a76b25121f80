"""Scope and search do not depend on the collation: the same answers in a database sorted as zh-Hans."""

import os
import subprocess
import sys
import uuid

import pytest
from django.db import connection

from tests.concurrency.apart import ROOT, own_database_url

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite compares bytes, always")

QUESTIONS = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from stations.divisions import load_divisions
from stations.models import Station
from veterans.models import PersonFile
from veterans.search import search
from veterans.services.people import person_register
load_divisions()
city = Station.objects.get(code="440700000000")
village = Station.objects.get(code="440704004212")
for name in ("王建国", "李王", "陈小红", "欧阳王"):
    person_register(actor=None, station=village, name=name, classes=["02"], no_id_reason="补办中")
print(Station.objects.subtree_of(city).count())
for typed in ("王", "李", "wang", "wjg", "chenxiaohong"):
    print(typed, sorted(search(PersonFile.objects.all(), typed).values_list("name", flat=True)))
"""


@pytest.fixture
def zh_hans_database(transactional_db):
    """The address of a database whose ICU collation is zh-Hans."""
    name = f"portal_zh_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu "
            "ICU_LOCALE 'zh-Hans' LOCALE 'C.UTF-8'"
        )
    yield own_database_url().rpartition("/")[0] + f"/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_scope_and_search_under_a_chinese_collation(committed, zh_hans_database):
    environment = os.environ | {
        "DATABASE_URL": zh_hans_database,
        "DJANGO_SETTINGS_MODULE": "veterans_portal.settings",
    }
    asked = subprocess.run(
        [sys.executable, "-c", QUESTIONS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.splitlines() == [
        "1438",
        "王 ['李王', '欧阳王', '王建国']",
        "李 ['李王']",
        "wang ['李王', '欧阳王', '王建国']",
        "wjg ['王建国']",
        "chenxiaohong ['陈小红']",
    ]
