"""`verify_tallies`: counts everything anew and compares it with the kept figures; exit 1 when one is off."""

from django.core.management.base import BaseCommand, CommandError

from care_activities import tallies as care_tallies
from care_activities.models import (
    Activity,
    ActivityTally,
    AidCase,
    AidTally,
    CareTally,
    Consultation,
    ConsultationTally,
    Plaque,
    PlaqueTally,
    RequestTally,
    ServiceRequest,
    VenueTally,
    VenueUse,
    Visit,
    VisitTally,
)
from veterans import tallies as people_tallies
from veterans.models import Household, PeopleTally, PersonFile


class Command(BaseCommand):
    help = "Compares the kept figures of every station with the rows they count."

    def handle(self, **options):
        problems = [*people_tallies.verify(), *care_tallies.verify()]
        sources = (
            PersonFile,
            Household,
            Visit,
            Plaque,
            AidCase,
            Activity,
            Consultation,
            VenueUse,
            ServiceRequest,
        )
        tallies = (
            PeopleTally,
            VisitTally,
            PlaqueTally,
            AidTally,
            ActivityTally,
            CareTally,
            ConsultationTally,
            VenueTally,
            RequestTally,
        )
        rows = sum(model.objects.count() for model in sources)
        kept = sum(model.objects.count() for model in tallies)
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(
            f"{kept} tallies agree with {rows} files, households, visits, plaques, cases of aid, activities,"
            " consultations, uses of venues and requests."
        )
