"""An export from a shell: the rows of a kind as a file, with the rights and the audit of the page (design §5)."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlencode

from django.core.management.base import BaseCommand
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from stations.models import User
from stations.roles import Verb
from stations.services import ServiceError
from veterans_portal.exports import lists, work
from veterans_portal.exports.models import Export
from veterans_portal.exports.reading import columns_of
from veterans_portal.imports.kinds import RESOURCES, resource_of

EXIT_NOT_RUN = 3


class Command(BaseCommand):
    help = (
        "Exports a kind of spreadsheet. The numbers stand whole where the user may see them, unless --masked. "
        "Exit status: 0 done, 3 nothing was done (unknown user, kind or station, missing right, too many rows)."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", help=", ".join(RESOURCES))
        parser.add_argument("--user", required=True, help="in whose name and within whose rights")
        parser.add_argument("--station", default="", help="code: this station and what lies below it")
        parser.add_argument("--out", required=True, type=Path, help="the file; csv by its ending, else xlsx")
        parser.add_argument("--reason", required=True, help="why; stands in the log")
        parser.add_argument("--masked", action="store_true", help="hide ID numbers and telephones")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        try:
            report = self.run(**options)
        except ServiceError as refusal:
            report = {"outcome": "not-run", "reason": str(refusal), "rows": 0}
        told = report["reason"] or _("已导出 %(rows)s 行：%(file)s") % {**report, "file": options["out"]}
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else told)
        if report["reason"]:
            sys.exit(EXIT_NOT_RUN)

    def run(self, *, kind, user, station, out, reason, masked, **options):
        user = User.objects.filter(username=user, is_active=True).first()
        if user is None:
            raise ServiceError(_("没有这个用户。"))
        if kind not in RESOURCES or not user.holds(Verb.EXPORT):
            raise ServiceError(_("没有这种表格，或者您没有导出的权限。"))
        if not reason.strip():
            raise ServiceError(_("请写明理由。"))
        query = urlencode({"station": station} if station else {})
        try:
            listed = lists.listed(kind, user, QueryDict(query))
        except Http404:
            raise ServiceError(_("找不到这个站，或者您不能在那里导出。")) from None
        with transaction.atomic():
            export = work.export_request(
                user=user,
                listed=listed,
                query=query,
                columns=[column.attribute for column in columns_of(resource_of(kind))],
                file_format=Export.Format.CSV if out.suffix == ".csv" else Export.Format.XLSX,
                reason=reason.strip(),
                reveal=not masked and work.may_reveal(user),
            )
        return {"outcome": "exported", "reason": "", "rows": _write(export, out)}


def _write(export, out):
    """Makes the file, hands it over and drops the portal's own copy."""
    try:
        work.make(export)
        pieces = work.export_download(user=export.user, export=export)
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(pieces)
    except OSError:
        raise ServiceError(_("写不了这个文件；请核对文件名。")) from None
    finally:
        work.export_drop(export)
    return export.rows
