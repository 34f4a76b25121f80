"""The sheet of honours (荣誉): one row an honour."""

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import YearWidget, model_column_maker

from .. import vocabulary
from ..models import Honour
from .base import PersonRecordResource
from .headers import HONOURS

_field = model_column_maker(Honour, HONOURS)


class HonourResource(PersonRecordResource):
    kind = "honours"
    title = _("荣誉")
    about = _("立功受奖、荣誉称号和选树典型，一行一项")
    model = Honour
    needed = (*PersonRecordResource.needed, ("honour_title",))
    identity = ("title",)
    telling = ("year",)

    honour_title = _field("title", "荣誉称号")
    honour_kind = _field("kind", "荣誉种类", answers=vocabulary.HonourKind)
    level = _field("level", "荣誉级别", answers=vocabulary.HonourLevel)
    year = _field("year", "荣誉年份", YearWidget(1927, 2199, unit="年"))
    granted_by = _field("granted_by", "授予单位")
    deed = _field("deed", "事迹")
