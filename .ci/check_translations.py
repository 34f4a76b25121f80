"""Fail when the translations are not those of the source.

In a scratch copy of the tree `makemessages -l en` is run anew: a string without an English translation, a
fuzzy one or one that the source no longer holds fails, and so does a translation whose placeholders differ.
Of every language the compiled catalogue must say what its source says.
Needs GNU gettext; run from the top of the tree.
"""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UPDATE = """python manage.py makemessages -l en --no-location --no-obsolete -i tests
python manage.py compilemessages -i .venv"""
FAULTS = {
    "without a translation": ["--untranslated"],
    "fuzzy": ["--only-fuzzy"],
    "no longer in the source": ["--only-obsolete"],
}


def run(*command, cwd=None):
    """The standard output of a command; its errors end the check."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def entries(po, options):
    """The entries of a catalogue that msgattrib selects, as PO text without the header; "" when none."""
    text = run("msgattrib", "--no-wrap", *options, po)
    return "\n\n".join(part for part in text.split("\n\n") if 'msgid ""\nmsgstr "' not in part).strip()


def english_faults(scratch):
    """What a fresh makemessages finds wrong with locale/en, as lines."""
    copy = Path(scratch, "tree")
    shutil.copytree(".", copy, ignore=shutil.ignore_patterns(".*", "var", "staticfiles", "tests"))
    catalogues = sorted(copy.glob("locale/en/LC_MESSAGES/*.po"))
    if not any(po.stem == "django" for po in catalogues):
        yield "locale/en/LC_MESSAGES/django.po is missing"
    for po in catalogues:
        run("django-admin", "makemessages", "-l", "en", "-d", po.stem, "--no-location", cwd=copy)
        for fault, options in FAULTS.items():
            if found := entries(po, options):
                yield f"locale/en, {po.name}: {fault}:\n{found}"


def compiled_faults(scratch):
    """Catalogues whose compiled file is missing or says something else than its source, as lines."""
    for po in sorted(Path("locale").glob("*/LC_MESSAGES/*.po")):
        fresh = Path(scratch, "fresh.mo")
        run("msgfmt", "--check-format", "-o", fresh, po)
        mo = po.with_suffix(".mo")
        if not mo.exists():
            yield f"{mo} is missing"
        elif catalogue(mo) != catalogue(fresh):
            yield f"{mo} is not compiled from {po.name}"


def catalogue(mo):
    """The translations of a compiled file: {msgid: msgstr}, without its header, whose dates may differ."""
    with mo.open("rb") as stream:
        return {key: text for key, text in gettext.GNUTranslations(stream)._catalog.items() if key}


def main():
    with tempfile.TemporaryDirectory() as scratch:
        faults = [*english_faults(scratch), *compiled_faults(scratch)]
    if faults:
        sys.exit("\n\n".join([*faults, f"These commands, and a translator, put it right:\n{UPDATE}"]))
    print("translations are complete and compiled")


if __name__ == "__main__":
    main()
