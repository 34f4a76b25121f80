"""A short run of the fuzz with fixed seeds; longer ones by `python -m tests.sheets.fuzz`."""

from tests.sheets import fuzz


def test_mutated_files_bring_the_same_people_or_a_refusal():
    outcomes = fuzz.run(60, seed=4)
    assert outcomes["the same people"] > 0 and len(outcomes) > 2
