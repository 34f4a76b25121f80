"""Writing a bulletin from the figures of a station, and keeping it as its author edited it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from ..dashboards.figures import figures
from ..dashboards.panels import Reader
from ..reach import reaches
from .models import Bulletin
from .sentences import PARAGRAPHS, Clause, Paragraph

_INCOME = "collective_income_"


@dataclass(frozen=True)
class Draft:
    """A paragraph as the portal says it: `numbers` are `(what it is, the number as it stands in the text)`."""

    key: str
    title: str
    text: str
    numbers: tuple[tuple[str, str], ...]

    def lost(self, text: str) -> list[str]:
        """What each number that `text` no longer holds is: an edited sentence must carry its figures."""
        return [f"{label} {number}" for label, number in self.numbers if number not in text]


def drafts(station: Station, as_of) -> list[Draft]:
    """The paragraphs about `station` on the date `as_of`; those of which nothing is known are left out.

    Small numbers are covered whoever writes: officials open what is kept, and paper goes from hand to hand.
    """
    reader = Reader(has_files=False)
    with translation.override("zh-hans"):
        told = _told(figures(station, as_of=as_of), reader)
        found = [_draft(paragraph, told) for paragraph in PARAGRAPHS]
    return [draft for draft in found if draft.text]


def _told(found, reader):
    """`{key: (label, text, is it something)}` of every figure that is known; no money that went to few."""
    told = {
        key: (str(figure.label), reader.text(figure), bool(figure.value))
        for key, figure in found.items()
        if figure.value is not None and not (figure.people is not None and reader.covers(figure))
    }
    years = sorted(key for key in told if key.startswith(_INCOME) and key[len(_INCOME) :].isdecimal())
    if len(years) > 1:
        for name, key in (("first", years[0]), ("last", years[-1])):
            told[f"income_{name}"] = told[key]
            told[f"income_{name}_year"] = (told[key][0], f"{key[len(_INCOME) :]}年", True)
    return told


def _draft(paragraph: Paragraph, told) -> Draft:
    sentences, numbers = [], []
    for sentence in paragraph.sentences:
        if sentence.first.text and not _is_told(sentence.first, told):
            continue
        clauses = [clause for clause in (sentence.first, *sentence.rest) if _is_told(clause, told)]
        if clauses:
            sentences.append("，".join(_filled(clause, told) for clause in clauses) + "。")
            keys = [key for clause in clauses for key in clause.keys if not key.endswith("_year")]
            numbers += [told[key][:2] for key in keys]
    return Draft(paragraph.key, paragraph.title, "".join(sentences), tuple(numbers))


def _is_told(clause: Clause, told):
    if not clause.text or any(key not in told for key in clause.keys):
        return False
    return clause.asks_any or any(told[key][2] for key in clause.keys)


def _filled(clause: Clause, told):
    return clause.text.format_map({key: told[key][1] for key in clause.keys})


@transaction.atomic
def bulletin_keep(*, actor, station, texts: dict[str, str]) -> Bulletin:
    """Keeps the paragraphs as edited, `{key: text}`, beside the numbers of now. Raises ServiceError."""
    if not reaches(actor, Verb.CHANGE, station):
        raise ServiceError(_("只有本站或上级的工作人员可以保存简报。"))
    as_of = timezone.now()
    found = drafts(station, timezone.localdate(as_of))
    kept = [
        {
            "title": draft.title,
            "text": texts.get(draft.key, draft.text).strip(),
            "lost": draft.lost(texts.get(draft.key, draft.text)),
        }
        for draft in found
    ]
    bulletin = Bulletin.objects.create(
        station=station,
        as_of=as_of,
        paragraphs=[one for one in kept if one["text"]],
        author=actor,
        author_label=str(actor),
    )
    audit.record(audit.Action.CREATE, actor=actor, station=station, target=bulletin, reason="保存简报草稿")
    return bulletin
