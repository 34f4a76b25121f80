"""One account per role, with passwords made for this installation."""

import json
import secrets

from django.conf import settings
from django.db import transaction

from stations.models import Station, User
from stations.roles import Role
from stations.services import membership_grant

# username: (full name, role, station code); the names and places are those that scripts rely on.
ACCOUNTS = {
    "admin": ("系统管理员", Role.ADMINISTRATOR, "440700000000"),
    "city_manager": ("市管理员", Role.MANAGER, "440700000000"),
    "district_manager": ("江海区管理员", Role.MANAGER, "440704000000"),
    "street_manager": ("外海街道管理员", Role.MANAGER, "440704004000"),
    "zhichong_staff": ("直冲村工作人员", Role.STAFF, "440704004212"),
    "tianfu_staff": ("天福社区工作人员", Role.STAFF, "440703006121"),
    "official_city": ("市局领导", Role.OFFICIAL, "440700000000"),
    "official_district": ("江海区领导", Role.OFFICIAL, "440704000000"),
    "auditor": ("审计员", Role.AUDITOR, "440700000000"),
}


def accounts_file():
    return settings.PORTAL_VAR / "demo_accounts.json"


@transaction.atomic
def create_accounts():
    """Creates the accounts that are missing and writes demo_accounts.json; returns its list of dicts."""
    path = accounts_file()
    known = {}
    if path.exists():
        known = {row["username"]: row["password"] for row in json.loads(path.read_text(encoding="utf-8"))}
    rows = []
    for username, (full_name, role, code) in ACCOUNTS.items():
        user, created = User.objects.get_or_create(username=username, defaults={"full_name": full_name})
        password = known.get(username) or secrets.token_urlsafe(9)
        if created or username not in known:
            user.set_password(password)
            user.save(update_fields=["password"])
            membership_grant(actor=None, user=user, station=Station.objects.get(code=code), role=role)
        rows.append({"username": username, "password": password, "role": str(role.label), "station": code})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return rows
