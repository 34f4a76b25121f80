"""What was taught for an import: the words of its station and of those above, the nearest first."""

from functools import cached_property

from stations.models import Station

from .models import TaughtWord

Subject = TaughtWord.Subject


class Lessons:
    """The taught words that count in an import of `batch`'s kind and station."""

    def __init__(self, batch):
        self.batch = batch

    @cached_property
    def _words(self):
        """From the top down, so that a nearer station's word replaces one from above."""
        codes = self.batch.station.path_codes
        above = Station.objects.filter(code__in=codes).values_list("pk", flat=True)
        words = TaughtWord.objects.filter(station__in=list(above), kind=self.batch.kind)
        return list(words.order_by("station__path", "pk"))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Pairs of a header that people write and the header of our column."""
        return list(self._meant(Subject.HEADER, lambda word: word.word).items())

    @property
    def labels(self) -> dict[tuple[str, str], str]:
        """Header and word -> code, "" where the cell stays blank."""
        return self._meant(Subject.LABEL, lambda word: (word.column, word.word))

    @property
    def stations(self) -> dict[str, str]:
        """What a cell says -> the code of the station."""
        return self._meant(Subject.STATION, lambda word: word.word)

    def _meant(self, subject, key):
        return {key(word): word.target for word in self._words if word.subject == subject}
