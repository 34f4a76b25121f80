"""What every page must pass in the browser: no serious finding of axe-core, and nothing wider than the screen."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """() => axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ` +
        nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')))"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('main *, header *')]
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .slice(0, 5).map((element) => `${element.tagName}.${element.className}`.slice(0, 80));
}"""


def assert_sound(page):
    """The page as it stands is readable by everybody and no wider than its screen."""
    page.evaluate(AXE)
    findings = page.evaluate(RUN_AXE)
    assert not findings, "\n".join([page.url, *findings])
    wide = page.evaluate(TOO_WIDE)
    assert not wide, f"{page.url} is wider than its screen: {wide}"
