"""A large file goes through the browser to disk, and its bytes do not stay in the server's memory."""

import re
import time
import urllib.request

import pytest

from browser.driving import App

MEGABYTE = 1 << 20
UPLOADED_MB = 300
PATIENCE = 90
KEPT = re.compile(r'cache_memory_bytes\{cache_type="UploadedFileManager"[^}]*\} (\d+)')


@pytest.fixture
def picture(tmp_path):
    """A file that is refused at its first bytes, so that nothing but its upload takes memory."""
    file = tmp_path / "large.csv"
    with file.open("wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n")
        for _ in range(UPLOADED_MB):
            out.write(b"0" * MEGABYTE)
    return file


def kept_mb(app: App) -> float:
    """What Streamlit says that it keeps of uploaded files."""
    with urllib.request.urlopen(f"{app.url}/_stcore/metrics") as answer:
        return sum(int(size) for size in KEPT.findall(answer.read().decode())) / MEGABYTE


@pytest.mark.heavy
def test_the_bytes_of_an_uploaded_file_are_released(empty_app, picture, window):
    app, reader = empty_app, window(empty_app)
    reader.open("upload")
    with reader.page.expect_response(lambda response: "upload_file" in response.url and response.ok):
        reader.page.locator('[data-testid="stFileUploader"] input[type=file]').first.set_input_files(picture)
    reader.page.get_by_text("large.csv is a PNG picture").wait_for()
    incoming = list((app.store.parent / "incoming").iterdir())
    assert [file.stat().st_size for file in incoming] == [picture.stat().st_size]
    until = time.monotonic() + PATIENCE
    while kept_mb(app) > 1:  # what it says is some seconds old
        assert time.monotonic() < until, f"{kept_mb(app):.0f} MB of the upload are still in memory"
        time.sleep(2)
