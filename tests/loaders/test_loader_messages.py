import hashlib

import pytest

from components.errors import LimitError, LoadError, NoTextError, PasswordError
from components.loaders.messages import Item, item_in, reply_for, request_for, request_in
from components.sandbox import Message
from components.settings import Limits
from components.types import Block, Document, PageFailure, PageText, Progress, Upload

KEY = "sesame"
UPLOAD = Upload(name="odd \udcff name", data=b"\0\xff", password=KEY, source="https://a.example/")
SHA256 = hashlib.sha256(UPLOAD.data).hexdigest()
DOCUMENT = Document(
    id=SHA256,
    name=UPLOAD.name,
    media_type="text/plain",
    sha256=SHA256,
    text="naïve \U0001f600 \0",
    pages=(0, 4),
    page_failures=(PageFailure(page=2, reason="it is damaged"),),
    blocks=(
        Block(start=0, end=5, kind="heading", level=2),
        Block(start=6, end=9, kind="table row"),
    ),
)
PAGE = PageText(media_type="application/pdf", number=1, total=2, text=DOCUMENT.text)
PROGRESS = Progress(name=UPLOAD.name, stage="reading", done=1, total=2)


@pytest.mark.parametrize("item", [DOCUMENT, PAGE, PROGRESS])
def test_item_arrives_unchanged(item: Item) -> None:
    assert item_in(reply_for(item), UPLOAD) == item


@pytest.mark.parametrize("kind", [LoadError, LimitError, NoTextError, PasswordError])
def test_error_keeps_its_kind_and_sentence(kind: type[LoadError]) -> None:
    error = item_in(reply_for(kind("It is so.")), UPLOAD)

    assert (type(error), str(error)) == (kind, "It is so.")


def test_upload_and_limits_arrive_unchanged() -> None:
    limits = Limits(pages=7)

    assert request_in(request_for(UPLOAD, limits)) == (UPLOAD, limits)


@pytest.mark.parametrize(
    ("change", "data"),
    [
        ({"error": "SystemExit", "message": ""}, b""),
        ({"kind": "Upload"}, b""),
        ({"kind": []}, b""),
        ({"pages": None}, b"text"),
        ({"pages": [0, 9]}, b"text"),
        ({"pages": [0, 3, 2]}, b"text"),
        ({"pages": [1]}, b"text"),
        ({"pages": ["x"]}, b"text"),
        ({"page_failures": ["x"]}, b"text"),
        ({"blocks": [[0, 9, "table row", 0]]}, b"text"),
        ({"blocks": [[2, 3, "table row", 0], [0, 1, "table row", 0]]}, b"text"),
        ({"blocks": [[0, 2, "nonsense", 0]]}, b"text"),
        ({"blocks": [[0, 2]]}, b"text"),
        ({"blocks": None}, b"text"),
        ({}, b"\xff"),
    ],
)
def test_malformed_reply_is_refused(change: dict[str, object], data: bytes) -> None:
    fields = reply_for(DOCUMENT).fields | {"pages": [], "blocks": []} | change

    with pytest.raises((LookupError, TypeError, ValueError)):
        item_in(Message(fields=fields, data=data), UPLOAD)


def test_child_cannot_change_a_documents_name_or_hash() -> None:
    reply = reply_for(DOCUMENT)
    forged = Message(fields=reply.fields | {"name": "other", "sha256": "0"}, data=reply.data)

    assert item_in(forged, UPLOAD) == DOCUMENT
