"""Takes an applied import back (design §5)."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from stations.models import User
from stations.services import ServiceError
from veterans_portal.imports import pipeline, reporting
from veterans_portal.imports.models import ImportBatch


class Command(BaseCommand):
    help = "Undoes an import. Exit status: 0 all taken back, 1 some rows kept, 3 nothing was done."

    def add_arguments(self, parser):
        parser.add_argument("batch", type=int)
        parser.add_argument("--user", required=True, help="in whose name and within whose rights")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, batch, user, **options):
        as_json = options["json"]
        try:
            user = _user(user)
            report = pipeline.undo(_batch(batch, user), user=user)
        except ServiceError as refusal:
            self.show(
                {"removed": 0, "restored": 0, "kept": [], "reason": str(refusal)}, as_json, str(refusal)
            )
            sys.exit(reporting.EXIT_NOT_RUN)
        words = _("删除 %(removed)s，恢复 %(restored)s") % report
        kept = [_("第 %(row)s 行：%(why)s") % row for row in report["kept"]]
        self.show(report, as_json, "\n".join([words, *kept]))
        if kept:
            sys.exit(reporting.SOME_BAD)

    def show(self, report, as_json, words):
        self.stdout.write(json.dumps(report, ensure_ascii=False) if as_json else words)


def _user(username):
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise ServiceError(_("没有这个用户。"))
    return user


def _batch(pk, user):
    """The batch, if the user may see it; the same words for one that does not exist."""
    batch = ImportBatch.objects.visible_to(user).filter(pk=pk).first()
    if batch is None:
        raise ServiceError(_("没有这一批导入，或者您不能处理它。"))
    return batch
