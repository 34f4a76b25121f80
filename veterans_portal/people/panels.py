"""What each theme adds to the page of a file: a card, buttons, and what is still to do for the person.

A theme's module offers `panel(user, person) -> Panel | None`; it is asked only for users who see the whole file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .livelihood import panel as livelihood
from .party import panel as party
from . import moving_panel


@dataclass(frozen=True)
class Panel:
    """`template` is drawn with `context` and `person` in a card of its own; "" for none.

    `actions`: [{label, url, icon}] for the head of the page. `todos`: [{text, url, tone}] with tone "warn"
    or "bad".
    """

    key: str
    title: str = ""
    template: str = ""
    context: dict = field(default_factory=dict)
    actions: list = field(default_factory=list)
    todos: list = field(default_factory=list)


# Below, because the themes' modules need Panel.
from .attachments.panel import panel as attachments_panel  # noqa: E402
from .rounds.panel import panel as rounds_panel  # noqa: E402

# A theme's module needs Panel, so that it comes after it.
from .quality_panel import panel as quality_panel  # noqa: E402

# A theme's module needs Panel, so that it comes after it.
from .benefit_panel import panel as benefits_panel  # noqa: E402

PANELS: list[Callable] = [
    # attachments
    attachments_panel,
    # benefits
    benefits_panel,
    # Party
    party.panel,
    # livelihood
    livelihood.panel,
    # rounds
    rounds_panel,
    # moving and leaving
    moving_panel.panel,
    # quality
    quality_panel,
]


def panels_of(user, person) -> list[Panel]:
    """What the themes have to say of `person`, in the order of PANELS."""
    return [panel for theme in PANELS if (panel := theme(user, person)) is not None]
