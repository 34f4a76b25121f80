"""What a theme may add to the page of a file: a card, buttons, and what is still to do for the person."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Panel:
    """`template` is drawn with `context` and `person` in a card of its own; "" for none.

    `actions`: [{label, url, icon}] for the head of the page. `todos`: [{text, url, tone, lists}] with tone
    "warn" or "bad" and, optional, the keys of the worklists that would say the same of the file.
    """

    key: str
    title: str = ""
    template: str = ""
    context: dict = field(default_factory=dict)
    actions: list = field(default_factory=list)
    todos: list = field(default_factory=list)
