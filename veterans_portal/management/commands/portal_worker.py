"""Runs background work: keeps one `db_worker` alive, and seals the audit log from time to time."""

import signal
import subprocess
import sys
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from care_activities.services.request_clocks import act_on_deadlines
from stations import audit
from veterans_portal.comparing.tasks import look_after_comparisons
from veterans_portal.exports.tasks import look_after_exports
from veterans_portal.imports.tasks import look_after_imports
from veterans_portal.people.entry import drafts
from veterans_portal.people.tasks import sweep_attachments

ROUND_SECONDS = 600
LONGEST_PAUSE = 60


class Command(BaseCommand):
    help = "Runs background tasks until stopped; restarts the worker with growing pauses when it dies."

    def handle(self, **options):
        self.stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        threading.Thread(target=self.make_rounds, daemon=True).start()
        self.supervise()

    def supervise(self):
        """The stock worker ends when SQLite stays busy past its timeout; start it again, ever more slowly."""
        pause = 1
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "db_worker", "--no-reload"]
        while not self.stop.is_set():
            worker = subprocess.Popen(command)
            lived = 0
            while worker.poll() is None and not self.stop.wait(1):
                lived += 1
            if self.stop.is_set():
                worker.terminate()  # it finishes the task in hand
                worker.wait()
                return
            pause = 1 if lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            self.stderr.write(f"db_worker ended with {worker.returncode}; starting again in {pause} s")
            self.stop.wait(pause)

    def make_rounds(self):
        """Seals the log, acts on deadlines, drops what is old, and has imports and exports looked after."""
        while not self.stop.wait(ROUND_SECONDS):
            try:
                audit.seal()
                act_on_deadlines()
                drafts.purge()
                look_after_comparisons.enqueue()
                look_after_imports.enqueue()
                look_after_exports.enqueue()
                sweep_attachments.enqueue()
            except OperationalError as error:  # busy: the next round does it
                self.stderr.write(f"this round is left out: {error}")
            finally:
                close_old_connections()
