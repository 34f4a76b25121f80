"""What settings.py needs to read the environment strictly: keys, secrets of a trial, file systems."""

import base64
import binascii
import json
import os
import secrets
import sqlite3
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NETWORK_FILE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse.sshfs",
    "afs",
    "ceph",
    "glusterfs",
}
MOUNTS = Path("/proc/mounts")
# JIT compiles the many conditions of a page's count for seconds, to save milliseconds.
_POSTGRESQL = "-c statement_timeout=60000 -c jit=off"
# Older SQLite loses commits in WAL when a checkpoint races with a reset (facts: WAL-reset race).
WAL_IS_SAFE = (
    sqlite3.sqlite_version_info >= (3, 51, 3)
    or (3, 50, 7) <= sqlite3.sqlite_version_info < (3, 51)
    or (3, 44, 6) <= sqlite3.sqlite_version_info < (3, 45)
)


def decode_key(text, name):
    """The 32 bytes written as base64 in the variable `name`; ImproperlyConfigured when it is not that."""
    try:
        key = base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured(f"{name} is not base64.") from error
    if len(key) != 32:
        raise ImproperlyConfigured(f"{name} must hold 32 bytes in base64, not {len(key)}.")
    return key


def parse_key_ring(text):
    """`{"version": 32 bytes}` from "1:base64,2:base64"; the last entry is the key that encrypts."""
    ring = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        version, separator, key = part.partition(":")
        if not separator or not version.isalnum() or version in ring:
            raise ImproperlyConfigured("PORTAL_ENCRYPTION_KEYS must read 1:key,2:key with distinct versions.")
        ring[version] = decode_key(key, "PORTAL_ENCRYPTION_KEYS")
    if not ring:
        raise ImproperlyConfigured("PORTAL_ENCRYPTION_KEYS is missing.")
    return ring


def new_key():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def trial_secrets(var):
    """Secrets of a trial installation, generated once into `var`/secrets.json (readable by its owner only)."""
    path = Path(var) / "secrets.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(60),
            "PORTAL_ENCRYPTION_KEYS": f"1:{new_key()}",
            "PORTAL_DIGEST_KEY": new_key(),
        }
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=1), encoding="utf-8")
        try:
            os.link(draft, path)  # two processes starting at once agree on one file
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return json.loads(path.read_text(encoding="utf-8"))


def refuse_network_file_system(path):
    """SQLite's locks do not hold on a network file system: stop instead of corrupting."""
    if not MOUNTS.exists():
        return
    best = ("", "")
    target = str(Path(path).resolve())
    for line in MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        _, mount_point, kind, *_ = line.split()
        if target.startswith(mount_point.rstrip("/") + "/") and len(mount_point) >= len(best[0]):
            best = (mount_point, kind)
    if best[1] in NETWORK_FILE_SYSTEMS:
        raise ImproperlyConfigured(
            f"SQLite must not live on a network file system ({best[1]} at {best[0]}); "
            "set PORTAL_VAR to a local disk or DATABASE_URL to PostgreSQL."
        )


def database(url):
    """Django's DATABASES["default"] for the given environ.Env.db_url_config() result."""
    if url["ENGINE"].endswith("sqlite3"):
        if url["NAME"] not in (":memory:", ""):
            refuse_network_file_system(Path(url["NAME"]).parent)
        journal = "WAL" if WAL_IS_SAFE else "TRUNCATE"
        url["CONN_MAX_AGE"] = 600
        url["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        }
    elif url["ENGINE"].endswith("postgresql"):
        url["CONN_MAX_AGE"] = 60
        url["CONN_HEALTH_CHECKS"] = True
        url["OPTIONS"] = {**url.get("OPTIONS", {}), "options": _POSTGRESQL}
    else:
        raise ImproperlyConfigured("DATABASE_URL must be sqlite:/// or postgres://.")
    return url
