"""The stock way to export people: a ModelResource as the manual of django-import-export shows it."""

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from veterans.models import PersonFile

_RELATED = ("managing_station", "household__village_group", "placement", "employment")
_SEVERAL = ("service_records", "benefits")


def stock_export(columns, ids):
    """A tablib Dataset of the people with the `ids`; relations are fetched ahead, as its manual advises.

    What a person may have several of stays blank: the stock way has no cell for it.
    """

    class StockPerson(ModelResource):
        class Meta:
            model = PersonFile
            fields = ()

    for column in columns:
        StockPerson.fields[column.attribute] = Field(
            _attribute(column), column.column_name, _Shown(column.widget)
        )
    people = PersonFile.objects.filter(pk__gte=ids[0], pk__lte=ids[-1]).select_related(*_RELATED)
    return StockPerson().export(queryset=people.prefetch_related(*_SEVERAL).order_by("pk"))


class _Shown(Widget):
    """Shows a value as our sheet does, so that both ways write the same."""

    def __init__(self, widget):
        super().__init__()
        self._widget = widget

    def render(self, value, obj=None, **kwargs):
        return self._widget.render(list(value) if isinstance(value, tuple) else value)


def _attribute(column):
    if column.attribute == "station":
        return "managing_station__place_name"
    return column.attribute
