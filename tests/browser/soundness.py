"""What every page must pass in the browser: no serious finding of axe-core, and nothing wider than the screen."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """() => axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ` +
        nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')))"""
# Colours are judged once what fades in has arrived; what moves for ever (a progress bar) has no end to wait for.
ARRIVED = """() => Promise.allSettled(document.getAnimations()
    .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime))
    .map((animation) => animation.finished)).then(() => null)"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('main *, header *')]
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .slice(0, 5).map((element) => `${element.tagName}.${element.className}`.slice(0, 80));
}"""


def assert_sound(page):
    """The page as it stands is readable by everybody and no wider than its screen."""
    page.evaluate(ARRIVED)
    page.evaluate(AXE)
    findings = page.evaluate(RUN_AXE)
    assert not findings, "\n".join([page.url, *findings])
    wide = page.evaluate(TOO_WIDE)
    assert not wide, f"{page.url} is wider than its screen: {wide}"
