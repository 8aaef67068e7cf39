from io import BytesIO

import pytest

from components.errors import LimitError, LoadError, NoTextError, PasswordError
from components.sandbox.frames import (
    frame_of,
    item_of,
    read_frame,
    read_upload,
    write_frame,
    write_upload,
)
from components.types import Document, PageFailure, PageText, Progress, Upload

DOCUMENT = Document(
    id="1",
    name="odd \udcff name",
    media_type="text/plain",
    sha256="1",
    text="naïve \U0001f600 \0",
    pages=(0, 4),
    page_failures=(PageFailure(page=2, reason="it is damaged"),),
)


PAGE = PageText(media_type="application/pdf", number=1, total=2, text="naïve \U0001f600 \0")
PROGRESS = Progress(name="a", stage="opening", done=1, total=2)


@pytest.mark.parametrize("item", [DOCUMENT, PAGE, PROGRESS])
def test_an_item_survives_the_journey(item: Progress | PageText | Document) -> None:
    pipe = BytesIO()
    write_frame(pipe, frame_of(item))
    pipe.seek(0)
    frame = read_frame(pipe)

    assert frame is not None
    assert item_of(frame) == item
    assert read_frame(pipe) is None


@pytest.mark.parametrize("kind", [LoadError, LimitError, NoTextError, PasswordError])
def test_an_error_stays_of_its_kind(kind: type[LoadError]) -> None:
    error = item_of(frame_of(kind("It is so.")))

    assert type(error) is kind
    assert str(error) == "It is so."


def test_an_upload_survives_the_journey() -> None:
    pipe = BytesIO()
    key = "sesame"
    uploads = [Upload(name="a\udcff", data=b"\0\xff", password=key), Upload(name="b", data=b"")]
    for upload in uploads:
        write_upload(pipe, upload)
    pipe.seek(0)

    assert [read_upload(pipe), read_upload(pipe), read_upload(pipe)] == [*uploads, None]


def test_a_frame_cut_off_is_no_frame() -> None:
    pipe = BytesIO()
    write_frame(pipe, {"progress": {}})

    assert read_frame(BytesIO(pipe.getvalue()[:-1])) is None


def test_a_frame_of_nonsense_is_refused() -> None:
    with pytest.raises(LookupError):
        item_of({"error": "SystemExit", "message": ""})
