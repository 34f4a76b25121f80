"""Makes the first migrations quick: `python .ci/fold_migrations.py`, after they were squashed by makemigrations.

Django writes every index and constraint as an operation of its own and renders all models anew after each; told with
the table itself they cost nothing more, and an empty database is ready in half the time. Changes no table.
"""

import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("stations", "veterans", "care_activities", "veterans_portal")
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")


def folded(operations):
    """`operations` with what is added to a new table told where the table is made."""
    from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel

    made = {op.name_lower: op for op in operations if isinstance(op, CreateModel)}
    # Of a table that gets fields afterwards they may not stand yet.
    late = {op.model_name_lower for op in operations if isinstance(op, AddField)}
    kept = []
    for op in operations:
        name = getattr(op, "model_name_lower", "")
        if isinstance(op, AddIndex | AddConstraint) and name in made and name not in late:
            kind, added = (
                ("indexes", op.index) if isinstance(op, AddIndex) else ("constraints", op.constraint)
            )
            made[name].options[kind] = [*made[name].options.get(kind, []), added]
        else:
            kept.append(op)
    return kept


def main():
    import django
    from django.db.migrations.writer import MigrationWriter

    django.setup()
    for app in APPS:
        module = importlib.import_module(f"{app}.migrations.0001_initial")
        migration = module.Migration("0001_initial", app)
        before = len(migration.operations)
        migration.operations = folded(migration.operations)
        Path(module.__file__).write_text(MigrationWriter(migration).as_string(), encoding="utf-8")
        print(f"{app}: {before} operations, now {len(migration.operations)}")


if __name__ == "__main__":
    main()
