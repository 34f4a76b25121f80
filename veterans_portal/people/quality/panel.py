"""What data quality adds to the page of a file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from veterans import completeness, duplicates
from veterans.models import PersonFile

from ..panel import Panel
from .missing import change_url, missing_links


def panel(user, person) -> Panel:
    """How complete the file is and what it lacks; files that may be the person's second one."""
    facts = completeness.facts_of([person.pk])[person.pk]
    url = change_url(user, person)
    lacking = missing_links(completeness.missing(facts), url)
    alike = duplicates.lookalikes(PersonFile.objects.kept_by(user), person).only("pk").first()
    todos = []
    if alike is not None:
        compare = reverse("people-duplicate", args=sorted([person.pk, alike.pk]))
        todos.append({"text": _("可能与另一份档案重复，请比较"), "url": compare, "tone": "warn"})
    context = {"percent": completeness.score(facts), "missing": lacking}
    return Panel("quality", _("完整度"), "people/quality/panel.html", context, todos=todos)
