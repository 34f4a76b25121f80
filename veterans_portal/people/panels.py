"""The themes that add to the page of a file, in the order of their cards.

A theme offers `panel(user, person) -> Panel | None`; it is asked only for users who see the whole file.
"""

from collections.abc import Callable

from ..aid import panel as aid
from ..care import panel as care
from ..requests import panel as requests
from ..team import panel as team
from ..visits import panel as visits
from .attachments import panel as attachments
from .benefits import panel as benefit_panel
from .livelihood import panel as livelihood
from .moving import panel as moving_panel
from .panel import Panel
from .party import panel as party
from .quality import panel as quality_panel
from .rounds import panel as rounds

PANELS: list[Callable] = [
    attachments.panel,
    benefit_panel.panel,
    party.panel,
    livelihood.panel,
    aid.panel,
    team.panel,
    care.panel,
    requests.panel,
    rounds.panel,
    visits.panel,
    moving_panel.panel,
    quality_panel.panel,
]


def panels_of(user, person) -> list[Panel]:
    """What the themes have to say of `person`, in the order of PANELS."""
    return [panel for theme in PANELS if (panel := theme(user, person)) is not None]
