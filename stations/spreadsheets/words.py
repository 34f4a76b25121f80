"""Words of a sheet that no vocabulary and no list of stations knows: what people taught, what is still unknown."""

import re
from collections import Counter
from dataclasses import dataclass, field

from .cells import UnknownWords

# What is longer, or holds a number of a person, stands in the wrong column: it is nobody's word for an answer.
_LONGEST = 30
_NUMBER = re.compile(r"[0-9０-９Xx*＊]{7,}")


@dataclass
class Words:
    """`taught` leads from a column's header and a word to the code it means, "" where its cell stays blank.

    `unknown` counts the words nobody has taught yet, by header and word; `strange` those that look as if
    they stood in the wrong column, by header alone.
    """

    taught: dict[tuple[str, str], str] = field(default_factory=dict)
    unknown: Counter = field(default_factory=Counter)
    strange: Counter = field(default_factory=Counter)

    def answer(self, column, error: UnknownWords):
        """The clean value of a cell with unknown words, None for a blank one; raises `error` again if need be."""
        missing = [word for word in error.words if (column.column_name, word) not in self.taught]
        if missing:
            for word in missing:
                self.count(column.column_name, word)
            raise error
        codes = [self.taught[column.column_name, word] for word in error.words]
        return column.widget.joined([*error.codes, *filter(None, codes)])

    def count(self, header, word) -> None:
        """Notes a word that is not understood."""
        if len(word) > _LONGEST or _NUMBER.search(word):
            self.strange[header] += 1
        else:
            self.unknown[header, word] += 1
