"""Where made-up people live: places with invented lanes, and the households they form."""

from dataclasses import dataclass

from . import lives


@dataclass(frozen=True)
class Place:
    """Where the people of a sheet live. `streets` are invented names, `away` where some of the young work."""

    name: str
    streets: tuple[str, ...]
    groups: tuple[str, ...]
    rural: bool
    away: tuple[str, ...] = ()

    def address(self, rng):
        street = rng.choice(self.streets)
        if self.rural:
            return f"{self.name}{street}{rng.randint(1, 68)}号"
        return f"{self.name}{street}{rng.randint(1, 9)}栋{rng.randint(2, 9)}0{rng.randint(1, 4)}房"


def form_families(inventor, place, people, *, sons):
    """A household for each of `people`; in the last `sons` of those fit to be fathers a son who served too."""
    fathers = [row for row in people if born_in(row) in range(1956, 1965) and sex_of(row) == "1"][-sons:]
    families = []
    for row in people:
        families.append([row])
        if sons and row in fathers:
            families[-1].append(_son(inventor, place, row))
    return families


def settle(inventor, place, families, prefix):
    """Numbers the households, spreads them over the groups of the place; returns the people in their order."""
    inventor.rng.shuffle(families)
    rows = []
    for number, family in enumerate(families):
        for row in family:
            row |= {
                "村民小组": place.groups[number * len(place.groups) // len(families)],
                "户编号": f"{prefix}{number + 1:03d}",
                "户主": family[0]["姓名"],
            }
            rows.append(row)
    return rows


def households(people):
    """`{number: [people]}` of settled people, in their order."""
    found = {}
    for row in people:
        found.setdefault(row["户编号"], []).append(row)
    return found


def born_in(row):
    return int(row["身份证号"][6:10])


def sex_of(row):
    """The text "1" for men, "2" for women."""
    return "1" if int(row["身份证号"][16]) % 2 else "2"


def _son(inventor, place, father):
    born = born_in(father) + inventor.rng.randint(26, 32)
    son = lives.veteran(inventor, place, born, name=inventor.name(born, surname=father["姓名"][0]))
    return son | {key: father[key] for key in ("户籍地址", "常住地址")}
