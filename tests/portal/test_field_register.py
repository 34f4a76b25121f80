"""docs/fields.md: every column of a file has its reason, and the page is what the models say."""

from django.core.management import call_command

from veterans.models import PersonFile
from veterans_portal.management.commands.describe_fields import FILE, document, unregistered


def test_every_column_is_in_the_register_and_every_entry_has_a_column():
    assert unregistered() == []


def test_the_page_is_current():
    assert FILE.read_text(encoding="utf-8") == document(), "run manage.py describe_fields"
    call_command("describe_fields", check=True)


def test_the_page_says_what_is_sensitive_and_what_is_never_held():
    lines = FILE.read_text(encoding="utf-8").splitlines()
    [mobile] = [line for line in lines if line.startswith("| `mobile` |")]
    assert "| contact |" in mobile and str(PersonFile._meta.get_field("mobile").verbose_name) in mobile
    [grade] = [line for line in lines if "残疾等级" in line]
    assert "choice: DisabilityGrade" in grade and "| health |" in grade
    refused = "\n".join(lines[: lines.index("## In every table")])
    for word in ("番号", "驻地", "大单位", "三色", "稳控", "银行账户"):
        assert word in refused
