"""The words of a batch that nobody has taught yet, kept encrypted beside it until the purge."""

import json
from dataclasses import dataclass

from ..models import ImportBatch

# Beyond these the column is no list of answers: the rows say so one by one.
LISTED = 300


@dataclass(frozen=True)
class UnknownWord:
    """A word under one of our headers, and in how many cells it stands."""

    header: str
    word: str
    count: int


def keep_unknown(batch, words) -> None:
    """Stores what `words` (spreadsheets.Words) met and did not know; the commonest first."""
    listed = [[header, word, count] for (header, word), count in words.unknown.most_common(LISTED)]
    found = {"words": listed, "strange": words.strange.most_common()}
    batch.unknown = json.dumps(found, ensure_ascii=False) if listed or words.strange else None
    ImportBatch.objects.filter(pk=batch.pk).update(unknown=batch.unknown)


def unknown_words(batch) -> list[UnknownWord]:
    """What the last check did not know; [] for a batch that is purged or knew all."""
    return [UnknownWord(*one) for one in _held(batch)["words"]]


def strange_columns(batch) -> list[tuple[str, int]]:
    """`[(header, cells)]` whose content looks as if it stood in the wrong column."""
    return [tuple(one) for one in _held(batch)["strange"]]


def _held(batch):
    return json.loads(batch.unknown.open()) if batch.unknown else {"words": [], "strange": []}
