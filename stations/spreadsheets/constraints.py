"""What a model forbids in one of its rows, worked out in Python: a question to the database a row is too many."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, F, Q

_HOLDS = {
    "exact": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "startswith": lambda value, wanted: str(value).startswith(str(wanted)),
}


def complaints(record) -> list[tuple[str, str]]:
    """`[(field or "", sentence)]` of what clean() and the check constraints of `record`'s model say against it."""
    found = []
    try:
        record.clean()
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        found = [(name, text) for name, texts in by_field.items() for text in texts]
    for constraint in record._meta.constraints:
        if isinstance(constraint, CheckConstraint) and holds(constraint.condition, record) is False:
            found.append(("", constraint.get_violation_error_message()))
    sentences = {
        text.rstrip("。"): ("" if name == NON_FIELD_ERRORS else name, text) for name, text in found[::-1]
    }
    return list(sentences.values())[::-1]


def holds(condition, record) -> bool | None:
    """Whether `record` meets the Q `condition`, as SQL sees it: None where a blank leaves it open."""
    found = [
        holds(part, record) if isinstance(part, Q) else _compare(*part, record) for part in condition.children
    ]
    decided = condition.connector == Q.OR
    if decided not in found and None in found:
        return None
    return (decided if decided in found else not decided) != condition.negated


def _compare(path, wanted, record):
    name, _separator, lookup = path.partition("__")
    value = getattr(record, name)
    if isinstance(wanted, F):
        wanted = getattr(record, wanted.name)
    if lookup == "isnull":
        return (value is None) == wanted
    compare = _HOLDS.get(lookup or "exact")
    if compare is None or value is None or wanted is None:
        return None  # for the database to decide
    return compare(value, wanted)
