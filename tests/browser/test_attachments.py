"""Attaching a photo and a scan in the browser, on an office PC and on a phone."""

import io
import re

import pytest
from PIL import Image

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser


def photo(screen):
    output = io.BytesIO()
    Image.new("RGB", (900, 1200), "gray" if screen.startswith("1366") else "navy").save(output, "JPEG")
    return {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": output.getvalue()}


@pytest.mark.parametrize("screen", ["1366x768", "390x844"])
def test_a_photo_is_attached_downloaded_and_removed(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/people/")
    page.click("tbody th a")
    page.wait_for_url(re.compile(r"/people/\d+/$"))
    page.goto(f"{page.url}attachments/")
    page.select_option("[name=kind]", "photo")
    page.set_input_files("[name=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"})
    page.click("[data-busy]")
    page.wait_for_selector("text=这不是图片或 PDF")
    assert_sound(page)
    page.set_input_files("[name=file]", photo(screen))
    page.click("[data-busy]")
    page.wait_for_selector("text=已上传：本人照片")
    assert_sound(page)
    picture(page, "attachments")
    with page.expect_download() as download:
        page.click("tbody th a")
    assert download.value.suggested_filename.endswith("本人照片.jpg")
    page.click("text=删除")
    page.wait_for_selector("text=已删除：本人照片")
