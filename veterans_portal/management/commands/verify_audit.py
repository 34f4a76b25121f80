"""`verify_audit`: recomputes the seals of the log and reports the unsealed tail; exit 1 when one is broken."""

from django.core.management.base import BaseCommand, CommandError

from stations import audit


class Command(BaseCommand):
    help = "Proves that no sealed entry of the audit log was altered, removed or added."

    def handle(self, **options):
        problems, sealed, unsealed = audit.verify()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{sealed} sealed entries are whole; {unsealed} entries are not sealed yet.")
