"""Writes docs/fields.md from the models and the field register; with --check, only says whether it is current."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import models
from django.utils.translation import override

from stations.fields import CodesField, EncryptedTextField, PartialDateField
from veterans import field_register, vocabulary
from veterans.buckets import Bucket

FILE = Path(settings.BASE_DIR) / "docs" / "fields.md"
_HEAD = """# Fields of a file

Every column that the portal holds of a person, a household and what belongs to them: its label, why it is held,
whether it is sensitive, and where the requirement comes from. Written by `python manage.py describe_fields` from the
models and `veterans/field_register.py`; a test fails when a column lacks its entry or this page is stale.

Sensitive are the kinds of PIPL art. 28 and what the portal guards alike. ID numbers and phones are encrypted and shown
masked. All parts of a file are seen only by who keeps the file; officials see numbers, under three as "<3".
"""
_TYPES = [
    (PartialDateField, "date, also year or month only"),
    (EncryptedTextField, "encrypted text"),
    (CodesField, "several choices"),
    (models.ForeignKey, "link"),
    (models.BooleanField, "yes / no / unanswered"),
    (models.DateTimeField, "time"),
    (models.DateField, "date"),
    (models.DecimalField, "amount"),
    (models.JSONField, "data"),
    (models.IntegerField, "number"),
    (models.FileField, "file"),
    (models.BinaryField, "file"),
]


class Command(BaseCommand):
    help = "Write docs/fields.md: every column, why it is held, whether it is sensitive, its source"

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 when the page is stale"
        )

    def handle(self, *args, **options):
        if missing := unregistered():
            raise CommandError(f"veterans/field_register.py has no entry for: {', '.join(missing)}")
        text = document()
        if options["check"]:
            if FILE.read_text(encoding="utf-8") != text:
                raise CommandError("docs/fields.md is stale: run manage.py describe_fields")
            return
        FILE.write_text(text, encoding="utf-8")
        self.stdout.write(f"docs/fields.md: {len(text.splitlines())} lines")


def unregistered() -> list[str]:
    """Columns without an entry, and entries without a column, as "Model.column"."""
    found = []
    for model in _models():
        columns = {column.name for column in _columns(model)}
        named = {
            name for group in field_register.REGISTER.get(model.__name__, []) for name in group.fields.split()
        }
        found += [
            f"{model.__name__}.{name}"
            for name in columns
            if field_register.entry_of(model.__name__, name) is None
        ]
        found += [f"{model.__name__}.{name}" for name in named - columns - {"*"}]
    return sorted(found)


def document() -> str:
    """The page as Markdown."""
    with override("zh-hans"):
        parts = [_HEAD, _not_collected(), _common(), *map(_section, _models())]
    return "\n".join(parts)


def _models():
    return [model for model in apps.get_app_config("veterans").get_models() if not model._meta.auto_created]


def _columns(model):
    return [column for column in model._meta.concrete_fields if column.name not in field_register.COMMON]


def _not_collected():
    rows = [f"| {what} | {why} |" for what, why in field_register.NOT_COLLECTED]
    return "\n".join(["## Deliberately not collected", "", "| what | why |", "|---|---|", *rows, ""])


def _common():
    rows = [f"| `{name}` | {purpose} |" for name, purpose in field_register.COMMON.items()]
    return "\n".join(["## In every table", "", "| field | purpose |", "|---|---|", *rows, ""])


def _section(model):
    title = f"## {model._meta.verbose_name} `{model.__name__}`"
    head = ["| field | label | type | purpose | sensitive | source |", "|---|---|---|---|---|---|"]
    return "\n".join([title, "", *head, *(_line(model, column) for column in _columns(model)), ""])


def _line(model, column):
    entry = field_register.entry_of(model.__name__, column.name)
    # Without a label of its own a column is internal: Django would make one up from its name.
    label = str(column.verbose_name)
    label = "" if label == column.name.replace("_", " ") else label
    cells = [f"`{column.name}`", label, _type(column), entry.purpose, entry.sensitive or "no", entry.source]
    return f"| {' | '.join(cells)} |"


def _type(column):
    kind = next((text for cls, text in _TYPES if isinstance(column, cls)), "text")
    choices = getattr(column, "vocabulary", None) or dict(column.choices or {})
    if not choices:
        return kind
    name = next((name for name, known in _vocabularies() if known == choices), "")
    return f"{kind if isinstance(column, CodesField) else 'choice'}{f': {name}' if name else ''}"


def _vocabularies():
    for name in sorted(vars(vocabulary)):
        choices = getattr(vars(vocabulary)[name], "choices", None)
        if choices is not None:
            yield name, dict(choices)
    yield "Bucket", dict(Bucket.choices)
