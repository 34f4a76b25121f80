"""The settings refuse what must not run: each case is a process of its own, as on a real start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from veterans_portal import environment

ROOT = Path(__file__).resolve().parents[2]
KEY = environment.new_key()
GOOD = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "x" * 30 + "y" * 30,
    "PORTAL_ENCRYPTION_KEYS": f"1:{KEY}",
    "PORTAL_DIGEST_KEY": KEY,
    "ALLOWED_HOSTS": "portal.example.cn",
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
}


def start(environ):
    """The finished process of reading the settings under `environ` alone."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import veterans_portal.settings as s; print(s.PORTAL_MODE, s.DEBUG)"],
        cwd=ROOT,
        env=inherited | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_production_environment_starts():
    assert start(GOOD).stdout == "production False\n"


@pytest.mark.parametrize("name", [name for name in GOOD if name != "PORTAL_MODE"])
def test_production_refuses_a_missing_value(name):
    ended = start({key: value for key, value in GOOD.items() if key != name})
    assert ended.returncode == 1
    assert name in ended.stderr


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"PORTAL_ENCRYPTION_KEYS": "1:abc"}, "PORTAL_ENCRYPTION_KEYS"),
        ({"PORTAL_ENCRYPTION_KEYS": f"1:{KEY},1:{KEY}"}, "PORTAL_ENCRYPTION_KEYS"),
        ({"PORTAL_DIGEST_KEY": "abc"}, "PORTAL_DIGEST_KEY"),
        ({"DATABASE_URL": "mysql://portal@127.0.0.1/portal"}, "DATABASE_URL"),
        ({"PORTAL_MODE": "prod"}, "PORTAL_MODE"),
    ],
)
def test_production_refuses_a_bad_value(changed, named):
    ended = start(GOOD | changed)
    assert ended.returncode == 1
    assert named in ended.stderr
    assert KEY not in ended.stderr


def test_a_trial_makes_its_own_secrets_once(tmp_path):
    first = environment.trial_secrets(tmp_path)
    assert environment.trial_secrets(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_sqlite_refuses_a_network_file_system(monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("server:/share /srv/share nfs4 rw 0 0\n/dev/vda / ext4 rw 0 0\n")
    monkeypatch.setattr(environment, "MOUNTS", mounts)
    environment.refuse_network_file_system("/srv/local")
    with pytest.raises(ImproperlyConfigured, match="nfs4"):
        environment.refuse_network_file_system("/srv/share/portal")
