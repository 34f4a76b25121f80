"""Every template of the tree can be compiled, also those that no test happens to open."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
)
def test_template_compiles(name):
    assert Path(get_template(name).origin.name).is_relative_to(TEMPLATES)
