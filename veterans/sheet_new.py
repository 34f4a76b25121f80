"""The columns of a new file that follow from its row, worked out without asking the database."""

from .buckets import report_bucket
from .completeness import score_of_new
from .derive import PHONE_DIGESTS, identity_keys, name_keys, phone_key
from .sheet_matching import digest_of

_NAMES_HOUSEHOLD = ("household__number", "household__head_name")


def derive(row) -> None:
    """Adds to the root of a new row what `derive` and `refresh_derived` would work out for it."""
    root = row.root
    parts = [(change.part, change.values) for change in row.parts]
    root |= name_keys(root["name"])
    for phone in PHONE_DIGESTS:
        root |= phone_key(phone, root.get(phone) or "")
    root |= identity_keys(root.get("id_number") or "", root.get("mobile") or "")
    if "id_number" in root:
        root["id_digest"] = digest_of(row)
    root["bucket"] = _bucket(root, parts)
    has_household = any(name in root for name in _NAMES_HOUSEHOLD)
    root["completeness"] = score_of_new(root, parts, has_household=has_household)


def _bucket(root, parts):
    placement = next((values.get("type", "") for name, values in parts if name == "placement"), "")
    benefits = [
        (values["type"], values.get("treatment", ""), values.get("status", ""))
        for name, values in parts
        if name == "benefits"
    ]
    return report_bucket(root.get("classes", ()), placement, benefits)
