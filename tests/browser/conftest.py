"""Chromium against a real portal: one server process on the demo data, and pages under watch.

A page that breaks the Content-Security-Policy, logs an error or fails to load a file fails its test.
`CHROMIUM` names another browser than /usr/bin/chromium; `PORTAL_SCREENSHOTS` a directory for pictures.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SCREENS = {"1366x768": {"width": 1366, "height": 768}, "390x844": {"width": 390, "height": 844}}
START_SECONDS = 60
WATCH_POLICY = """
    document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`));
"""


@dataclass(frozen=True)
class Portal:
    """A running portal: its address without a closing slash, {username: password} of its demo accounts."""

    url: str
    passwords: dict
    log: Path


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """One server process for the whole run, on SQLite in a directory of its own."""
    var = tmp_path_factory.mktemp("portal")
    inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DATABASE_REPLICA_URL")}
    environment = inherited | {"PORTAL_MODE": "trial", "PORTAL_VAR": str(var)}
    subprocess.run(
        [sys.executable, "manage.py", "quickstart", "--no-serve"], cwd=ROOT, env=environment, check=True
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "veterans_portal.wsgi",
        "--bind",
        address,
        "--threads",
        "4",
        "--no-control-socket",
    ]
    with (var / "server.log").open("w") as log:
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_ready(server, f"http://{address}/healthz", var / "server.log")
        yield Portal(f"http://{address}", read_passwords(var / "demo_accounts.json"), var / "server.log")
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_ready(server, url, log):
    """Return when the address answers 200; fail with the server's log when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the portal did not start:\n{log.read_text()}")


def read_passwords(path):
    """{username: password} of the demo accounts file."""
    return {account["username"]: account["password"] for account in json.loads(path.read_text("utf-8"))}


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run; no sandbox, because containers run it as root."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def signed_in(portal, browser):
    """signed_in(username) -> the stored session of that user, made by the real login form, once a run."""
    states = {}

    def sign_in(username):
        if username not in states:
            context = browser.new_context(base_url=portal.url, locale="zh-CN")
            page = context.new_page()
            log_in(page, username, portal.passwords[username])
            states[username] = context.storage_state()
            context.close()
        return states[username]

    return sign_in


def log_in(page, username, password):
    """Fill the login form as a user does; fails when the portal does not let the user in."""
    page.goto("/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert "login" not in page.url, page.inner_text("body")


@pytest.fixture
def open_page(portal, browser, signed_in):
    """open_page(username, screen="1366x768") -> a watched page of that user; None: not logged in."""
    contexts, problems = [], []

    def open_for(username, screen="1366x768"):
        context = browser.new_context(
            base_url=portal.url,
            locale="zh-CN",
            viewport=SCREENS[screen],
            storage_state=signed_in(username) if username else None,
        )
        contexts.append(context)
        context.add_init_script(WATCH_POLICY)
        context.on("weberror", lambda error: problems.append(f"{error.page.url}: {error.error}"))
        context.on("console", lambda message: note(message, problems))
        context.on("requestfailed", lambda request: note_failure(request, problems))
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()
    assert not problems, "\n".join([*problems, "end of the server's log:", portal.log.read_text()[-3000:]])


def note(message, problems):
    """Keep an error of the browser's console, with the page it stands on."""
    if message.type == "error":
        problems.append(f"{message.page.url if message.page else ''}: {message.text}")


def note_failure(request, problems):
    """Keep a file that did not load, except what the browser itself gave up on leaving its page."""
    if request.failure != "net::ERR_ABORTED":
        problems.append(f"{request.url}: {request.failure}")


@pytest.fixture
def page(open_page):
    """A watched page of the staff of 直冲村, on an office PC."""
    return open_page("zhichong_staff")


@pytest.fixture
def picture():
    """picture(page, name): the whole page at both screen sizes into PORTAL_SCREENSHOTS; unset: nothing."""
    directory = os.environ.get("PORTAL_SCREENSHOTS")

    def take(page, name):
        if not directory:
            return
        before = page.viewport_size
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)
            path = Path(directory, f"{re.sub(r'[^0-9A-Za-z_-]+', '-', name)}-{screen}.png")
            page.screenshot(path=path, full_page=True)
        page.set_viewport_size(before)

    return take
