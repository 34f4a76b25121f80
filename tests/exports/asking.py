"""Asking for exports as the page does, and reading what comes of it."""

import csv
import io
from urllib.parse import urlencode

import openpyxl
from django.http import QueryDict

from veterans_portal.exports import lists, work
from veterans_portal.exports.models import Export
from veterans_portal.exports.reading import columns_of
from veterans_portal.imports.kinds import resource_of


def ask(user, kind="people", *, columns=None, file_format="csv", reveal=False, **query):
    """An export that is taken down, not made."""
    query = urlencode(query, doseq=True)
    return work.export_request(
        user=user,
        listed=lists.listed(kind, user, QueryDict(query)),
        query=query,
        columns=columns or [column.attribute for column in columns_of(resource_of(kind))],
        file_format=file_format,
        reason="核对证件或档案" if reveal else "",
        reveal=reveal,
    )


def content(user, export):
    """The bytes of the file, made and downloaded."""
    work.make(export)
    return b"".join(work.export_download(user=user, export=export))


def rows(user, kind="people", **options):
    """The rows of an export as dicts by header, from csv."""
    text = content(user, ask(user, kind, **options)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def workbook(user, kind="people", **options):
    """The workbook of an export, opened."""
    export = ask(user, kind, file_format=Export.Format.XLSX, **options)
    return openpyxl.load_workbook(io.BytesIO(content(user, export)))
