"""Statements whose SQL is built once a process.

Of a statement with dozens of counts Django takes longer to build the SQL than the database to answer, and
every save of a file sends several of them.
"""

from django.db import connection

_MARK = 1 << 62  # and above: stand for ids while a statement is built


class Prepared:
    """A statement that is told apart from the next one only by the ids it is for.

    `build(ids)` gives a queryset of values() whose columns come from the database as they are: numbers and
    text. All else in it is the same whenever it is built: no day of today, nothing of a user.
    """

    def __init__(self, build):
        self._build = build
        self._built = {}

    def rows(self, ids) -> list[dict]:
        """What the queryset gives for `ids`, some hundreds at most and at least one."""
        ids = list(ids)
        room = 1 << (len(ids) - 1).bit_length()
        sql, params, slots = self._statement(room)
        params, ids = list(params), ids + ids[-1:] * (room - len(ids))
        for place, number in slots:
            params[place] = ids[number]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _statement(self, room):
        """SQL for up to `room` ids, its parameters, and `[(place in the parameters, which id)]`."""
        if room not in self._built:
            sql, params = self._build(range(_MARK, _MARK + room)).query.sql_with_params()
            marks = [(place, value) for place, value in enumerate(params) if isinstance(value, int)]
            self._built[room] = sql, params, [(place, v - _MARK) for place, v in marks if v >= _MARK]
        return self._built[room]
