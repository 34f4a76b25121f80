"""Reminds of what is due and acts on what is overdue; portal_worker does the same every ten minutes."""

import json

from django.core.management.base import BaseCommand

from care_activities.services.request_clocks import act_on_deadlines


class Command(BaseCommand):
    help = "Acts once on every deadline that has passed. Safe to run twice, and after days without a run."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        done = act_on_deadlines()
        told = "reminded {reminded}, overdue {late}, of these supervised {supervised}".format(**done)
        self.stdout.write(json.dumps(done) if options["json"] else told)
