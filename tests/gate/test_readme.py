"""What README.md promises is what the tree holds."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_read_from_the_environment_is_in_the_table_and_no_other():
    settings = (ROOT / "veterans_portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert listed == read


@pytest.mark.parametrize("name", ["run", "test"])
def test_a_marked_command_is_one_line_that_sets_everything_up(name):
    block = re.search(rf"^<!-- command:{name} -->\n```sh\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
    assert block and "\n" not in block[1]
    assert block[1].startswith("python3.11 -m venv .venv && . .venv/bin/activate && pip install")


def test_the_chinese_readme_gives_the_same_commands():
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert re.findall(r"^```sh\n(.*?)\n```$", chinese, re.MULTILINE) == re.findall(
        r"^<!-- command:\w+ -->\n```sh\n(.*?)\n```$", README, re.MULTILINE
    )


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/deployment.md"])
def test_links_to_files_of_the_tree_lead_somewhere(page):
    path = ROOT / page
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (path.parent / target).exists()]
