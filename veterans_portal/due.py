"""How pressing an item of components/todo.html is."""

from enum import IntEnum


class Due(IntEnum):
    """Most pressing first: past its day, with a day to keep, with none."""

    OVERDUE = 0
    DATED = 1
    OPEN = 2
