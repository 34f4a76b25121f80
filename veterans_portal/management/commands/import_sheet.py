"""The import pipeline from a shell: check a spreadsheet, or check and apply it (design §5)."""

import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from stations.models import Station, User
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import ImportVerb
from veterans.vocabulary import RevealReason, code_for
from veterans_portal.imports import pipeline, reporting, work
from veterans_portal.imports.kinds import RESOURCES
from veterans_portal.imports.models import ImportBatch
from veterans_portal.imports.reader import FileRejected


class Command(BaseCommand):
    help = (
        "Imports a spreadsheet. Exit status: 0 all rows good, 1 some rejected or held, 2 the file was rejected, "
        "3 nothing was done (unknown user, kind or station, missing right)."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", help=", ".join(RESOURCES))
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="in whose name and within whose rights")
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--check", action="store_true", help="say what would happen")
        step.add_argument("--apply", action="store_true", help="and do it")
        parser.add_argument("--station", help="code: the limit, and where rows without a station belong")
        parser.add_argument("--mode", default=ImportBatch.Mode.GOOD_ROWS, help="good-rows or all-or-nothing")
        parser.add_argument("--allow", default="create,fill", help="of create,fill,change,move,withdraw")
        parser.add_argument("--reason", default="", help="why much of what is on file is changed")
        parser.add_argument("--reveal", metavar="REASON", help="show whole numbers; the reason is recorded")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        report = self.run(**options)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _in_words(report))
        if code := reporting.exit_code(report):
            sys.exit(code)

    def run(self, *, kind, file, user, apply, mode, allow, reason, reveal, **options):
        started = time.monotonic()
        batch = None
        try:
            user, station = _user(user), _station(options["station"])
            reveal = _reveal_reason(reveal, user)
            batch = pipeline.open_batch(
                user=user,
                kind=kind,
                files=[(file.name, _content(file))],
                station=station,
                mode=_choice(ImportBatch.Mode, mode),
                verbs=[_choice(ImportVerb, verb.strip()) for verb in allow.split(",") if verb.strip()],
            )
            pipeline.check(batch)
            if apply and batch.state == ImportBatch.State.CHECKED:
                work.give_reason(batch, reason)
                pipeline.apply(batch, user=user)
        except FileRejected as refusal:
            return reporting.refused(reporting.FILE_REJECTED, refusal, seconds=time.monotonic() - started)
        except ServiceError as refusal:
            seconds = time.monotonic() - started
            return reporting.refused(reporting.NOT_RUN, refusal, batch=batch, seconds=seconds)
        seconds = time.monotonic() - started
        if reveal:
            reporting.record_reveal(batch, user, reveal)
        return reporting.batch_report(batch, user=user, seconds=seconds, reveal=bool(reveal))


def _user(username):
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise ServiceError(_("没有这个用户。"))
    return user


def _station(code):
    if code is None:
        return None
    station = Station.objects.filter(code=code).first()
    if station is None:
        raise ServiceError(_("您不能在这个站导入。"))  # the same words as for a station out of reach
    return station


def _content(file):
    try:
        return file.read_bytes()
    except OSError:
        raise ServiceError(_("读不到这个文件；请核对文件名。")) from None


def _choice(choices, word):
    if word not in choices.values:
        raise ServiceError(
            _("不认识“%(word)s”；可以写：%(choices)s") % {"word": word, "choices": "、".join(choices)}
        )
    return word


def _reveal_reason(text, user):
    """The recorded reason of showing whole numbers; ServiceError without the right or a known reason."""
    if text is None:
        return ""
    if not user.holds(Verb.REVEAL):
        raise ServiceError(_("您没有显示号码的权限。"))
    reason = code_for(RevealReason, text)
    if reason is None:
        reasons = "、".join(str(label) for label in RevealReason.labels)
        raise ServiceError(_("请写明显示号码的理由，可以写：%s") % reasons)
    return str(RevealReason(reason).label)


def _in_words(report):
    """The report for a person at the shell."""
    if report["outcome"] != reporting.ACCEPTED:
        return report["reason"]
    totals = report["totals"]
    lines = [
        _(
            "第 %(batch)s 批：共 %(rows)s 行，新增 %(new)s，变更 %(changed)s，"
            "无变化 %(unchanged)s，待核对 %(held)s，退回 %(rejected)s（%(seconds)s 秒）"
        )
        % {"batch": report["batch"], "seconds": report["seconds"], **totals}
    ]
    if report["reason"]:
        lines.append(report["reason"])
    bad = [row for row in report["rows"] if row["outcome"] in ("held", "rejected")]
    lines += [_("第 %(row)s 行：%(reason)s") % row for row in bad]
    return "\n".join(lines)
