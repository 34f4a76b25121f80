"""Two rows of which only one may stand once both name the same file: which they are, and which of them stays."""

from django.db.models import Q, UniqueConstraint

from ..models import NotSamePerson, PersonFile
from ..models.person import PersonRecord
from .kept_rows import values_of

# What tells two rows apart although they say the same.
_NOT_SAID = frozenset({"id", "version", "created_at", "changed_at"})
_BLANK = (None, "", (), [], False)


def relations_to(model) -> list:
    """Every foreign key to rows of `model`, hidden ones too."""
    found = model._meta.get_fields(include_hidden=True)
    return [field for field in found if field.auto_created and (field.one_to_many or field.one_to_one)]


def rows_naming(row, relation):
    return relation.related_model._base_manager.filter(**{relation.field.attname: row.pk}).order_by("pk")


def columns_naming(row, column, key) -> dict:
    """The columns of `row` once `column` names `key`: a mark of two different people keeps its order."""
    if not isinstance(row, NotSamePerson):
        return {column: key}
    other = row.second_id if column == "first_id" else row.first_id
    return dict(zip(("first_id", "second_id"), sorted((key, other)), strict=True))


def twin_of(row, values):
    """The row that says the same, or that the database would not let stand beside `row` with `values`; or None."""
    return _same_words(row, values) or next(filter(None, map(_found(row, values), _uniques(type(row)))), None)


def is_blended(model) -> bool:
    """Whether two rows become one, blanks filled; of two acts one stays as it was written down."""
    return issubclass(model, PersonRecord) and not model.is_act


def blended_pairs(keep, gone) -> list[tuple]:
    """`(name, row of keep, row of gone)` of the parts that become one: "employment", or "benefits-12"."""
    pairs = []
    for relation in relations_to(PersonFile):
        if not is_blended(relation.related_model):
            continue
        name = relation.get_accessor_name()
        for theirs in rows_naming(gone, relation):
            if mine := twin_of(theirs, {relation.field.attname: keep.pk}):
                setattr(mine, relation.field.name, keep)
                pairs.append((name if relation.one_to_one else f"{name}-{mine.pk}", mine, theirs))
    return pairs


def tells_more(row, twin) -> bool:
    """Whether `row` is the more complete of two acts, the newer one of two alike."""
    return _weight(row) > _weight(twin)


def _weight(row):
    values = values_of(row)
    return sum(value not in _BLANK for value in values.values()), values.get("created_at") or ""


def _same_words(row, values):
    if not isinstance(row, PersonRecord):
        return None
    said = _said(row, values)
    return next((o for o in type(row)._base_manager.filter(**values) if _said(o, values) == said), None)


def _said(row, values):
    return {name: value for name, value in values_of(row).items() if name not in _NOT_SAID | values.keys()}


def _uniques(model):
    """`(columns, condition)` of what may stand once only."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield [field], None
    together = [(names, None) for names in model._meta.unique_together]
    constraints = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    for names, condition in together + [(c.fields, c.condition) for c in constraints]:
        yield [model._meta.get_field(name) for name in names], condition


def _found(row, values):
    manager = type(row)._base_manager

    def find(unique):
        fields, condition = unique
        wanted = {f.attname: values.get(f.attname, getattr(row, f.attname)) for f in fields}
        held = Q() if condition is None else condition
        concerned = not values.keys().isdisjoint(wanted) and None not in wanted.values()
        if not concerned or not manager.filter(held, pk=row.pk).exists():
            return None
        return manager.filter(held, **wanted).exclude(pk=row.pk).first()

    return find
