"""`verify_paths`: every station's path is its parent's path and its own code; exit 1 when one is not."""

from django.core.management.base import BaseCommand, CommandError

from stations.models import Station
from stations.services import verify_paths


class Command(BaseCommand):
    help = "Compares the stored path of every station with its place in the tree."

    def handle(self, **options):
        problems = verify_paths()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{Station.objects.count()} paths follow the tree.")
