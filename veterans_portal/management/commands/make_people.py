"""Writes a spreadsheet of made-up people, for load tests and benchmarks."""

from itertools import chain
from pathlib import Path

import xlsxwriter
from django.core.management.base import BaseCommand, CommandError

from veterans_portal.demo.people_maker import HEADERS, make_people

LONGEST = 200_000


class Command(BaseCommand):
    help = "Writes a people sheet of made-up people; the same seed gives the same file."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, required=True, help=f"how many people, at most {LONGEST}")
        parser.add_argument("--out", type=Path, required=True, help="the .xlsx file to write")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--station", default="4407", help="code of a place; people live in its villages")

    def handle(self, *, rows, out, seed, station, **options):
        if not 0 < rows <= LONGEST:
            raise CommandError(f"--rows must lie between 1 and {LONGEST}.")
        write_people(out, make_people(rows, seed=seed, station_code=station))
        self.stdout.write(f"{out}：{rows} 人")


def write_people(path, people) -> None:
    """The rows of make_people() as a workbook; every cell is text."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("人员")
        for number, cells in enumerate(chain([HEADERS], people)):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(number, column, text)
