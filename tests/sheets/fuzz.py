"""Mutated copies of good files: nothing may come of them but the same people or a named refusal.

Of a text whose last bytes are gone nobody can tell that it was longer; a workbook says so itself.

    python -m tests.sheets.fuzz --count 1000 --seed 7

A letter of a name may well become another; a number may not: whoever is read stands in the good file.
"""

import argparse
import io
import random
import resource
import sys
import time
import zipfile

LONGEST = 10  # seconds for one small file


def good_files() -> dict[str, bytes]:
    from .cases import grid, text, xls, xlsx

    return {
        "xlsx": xlsx(grid()),
        "xls": xls(grid()),
        "utf-8": text(grid()),
        "gb18030": text(grid(), "\t", "gb18030"),
        "utf-16": text(grid(), encoding="utf-16"),
    }


def mutated(content: bytes, chance: random.Random) -> bytes:
    """`content` with a few bytes changed, dropped, doubled or cut; of a zip also within its parts."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        return _parts_mutated(content, chance)
    return _bytes_mutated(content, chance)


def _bytes_mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, length = chance.randrange(len(data)), chance.choice((1, 1, 4, 64))
        way = chance.randrange(5)
        if way == 0:
            data[at] = chance.randrange(256)
        elif way == 1 and len(data) > 2 * length:
            del data[at : at + length]
        elif way == 2:
            data[at:at] = data[at : at + length]
        elif way == 3:
            data[at:at] = chance.choice(
                (b"\0", b'"', b",", b"<", b"&", b"\r\n", b"\xff\xfe", b"<f>A1</f>", b"hidden='1'")
            )
        elif chance.random() < 0.1:
            del data[at + 1 :]
    return bytes(data)


def _parts_mutated(content: bytes, chance: random.Random) -> bytes:
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, _bytes_mutated(data, chance) if name == chosen and data else data)
    return memory.getvalue()


def numbers_in(content: bytes) -> tuple[set[str], int] | str:
    """The valid ID numbers that are read and how many rows there are, or the code of the refusal."""
    from stations.identity import IdentityError, check_id_cell
    from veterans_portal.imports.kinds import resource_of
    from veterans_portal.imports.reader import MESSAGES, FileRejected, Limits, read_sheets
    from veterans_portal.imports.tables import tables

    found, rows = set(), 0
    try:
        for table in tables(read_sheets(content, limits=Limits()), resource_of("people")):
            for _number, cells in table.rows:
                rows += 1
                for column, cell in cells:
                    if column.attribute == "id_number":
                        try:
                            found.add(check_id_cell(cell, allow_sample=True).number)
                        except (IdentityError, ValueError):
                            continue  # a refused row: named in the result
    except FileRejected as refusal:
        assert refusal.code in MESSAGES and str(refusal)
        return refusal.code
    return found, rows


def run(count: int, seed: int) -> dict[str, int]:
    """How often each outcome came; AssertionError names the file and the seed of what must not be."""
    from .cases import PEOPLE

    files, known, outcomes = good_files(), {person[1] for person in PEOPLE}, {}
    for at in range(count):
        chance = random.Random(f"{seed}/{at}")
        name = chance.choice(list(files))
        started = time.monotonic()
        outcome = numbers_in(mutated(files[name], chance))
        assert time.monotonic() - started < LONGEST, f"{name} {seed}/{at} takes too long"
        if isinstance(outcome, tuple):
            numbers, rows = outcome
            assert numbers <= known, f"{name} {seed}/{at} brings somebody else"
            if numbers == known:
                outcome = "the same people"
            else:
                assert rows >= len(known) or name not in ("xlsx", "xls"), f"{name} {seed}/{at} loses a row"
                outcome = "a row is refused" if rows >= len(known) else "a text is shorter"
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes


def main():
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for outcome, times in sorted(run(options.count, options.seed).items(), key=lambda pair: -pair[1]):
        print(f"{times:6} {outcome}")
    print(f"largest child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    sys.exit(main())
