"""`figures CODE [--as-of DATE] [--json]`: the station's figures as the dashboard shows them."""

import datetime
import json
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from stations.models import Station
from veterans_portal.dashboards.figures import figures


class Command(BaseCommand):
    help = "Prints every figure of a station with everything below it."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the 12-digit code of the station")
        parser.add_argument(
            "--as-of", type=datetime.date.fromisoformat, help="last day of 近三年, YYYY-MM-DD"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, code, as_of, **options):
        station = Station.objects.filter(code=code).first()
        if station is None:
            raise CommandError(f"There is no station with the code {code}.")
        found = figures(station, as_of=as_of or timezone.localdate())
        if options["json"]:
            self.stdout.write(
                json.dumps({key: _row(f) for key, f in found.items()}, ensure_ascii=False, indent=1)
            )
            return
        for key, figure in found.items():
            value = "-" if figure.value is None else figure.value
            share = "" if figure.numerator is None else f" ({figure.numerator} / {figure.denominator})"
            self.stdout.write(f"{key}: {value} {figure.unit}{share}  {figure.label}")


def _row(figure):
    return {
        "value": _plain(figure.value),
        "unit": str(figure.unit),
        "numerator": _plain(figure.numerator),
        "denominator": _plain(figure.denominator),
    }


def _plain(value):
    """Money as text of two decimals: JSON numbers are not exact."""
    return f"{value:.2f}" if isinstance(value, Decimal) else value
