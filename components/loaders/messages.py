"""Requests to the child process that reads a file, and its replies.

The child handles hostile bytes, so its replies are validated. The parent itself knows the name and
the hash of the file; text travels as raw UTF-8.
"""

import hashlib
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from components.errors import (
    LimitError,
    LoadError,
    NoTextError,
    PasswordError,
    UnsupportedTypeError,
)
from components.loaders.content import Content
from components.sandbox import Message
from components.settings import Limits
from components.types import Document, PageFailure, PageText, Progress, Upload

_ERRORS = {
    kind.__name__: kind
    for kind in (LoadError, UnsupportedTypeError, PasswordError, NoTextError, LimitError)
}
Item = Progress | PageText | Document


def request_for(upload: Upload, limits: Limits) -> Message:
    """Return the request to read a file within `limits`."""
    fields = {key: getattr(upload, key) for key in ("name", "password", "source")}
    return Message(fields=fields | {"limits": asdict(limits)}, data=upload.data)


def request_in(message: Message) -> tuple[Upload, Limits]:
    """Return the file and the limits in a request."""
    fields = dict(message.fields)
    limits = Limits(**fields.pop("limits"))
    return Upload(data=message.data, **fields), limits


def reply_for(item: Item | LoadError) -> Message:
    """Return the reply that carries an item or an error."""
    if isinstance(item, LoadError):
        return Message(fields={"error": type(item).__name__, "message": str(item)})
    fields = asdict(item)
    text = fields.pop("text", "").encode()
    return Message(fields={"kind": type(item).__name__, **fields}, data=text)


def item_in(message: Message, upload: Upload) -> Item | LoadError:
    """Return the item or error in a reply about `upload`.

    Raises LookupError, TypeError or ValueError where the reply is malformed.
    """
    fields = message.fields
    if "error" in fields:
        return _ERRORS[fields["error"]](str(fields["message"]))
    kind, text = fields["kind"], message.data.decode()
    if kind == "Progress":
        return Progress(name=upload.name, stage=str(fields["stage"]), **_counts(fields))
    if kind == "PageText":
        media_type, number = str(fields["media_type"]), int(fields["number"])
        return PageText(media_type=media_type, number=number, total=int(fields["total"]), text=text)
    if kind != "Document":
        raise ValueError(f"the reply is a {kind}")
    pages = tuple(int(start) for start in fields["pages"])
    if pages and (pages[0] != 0 or any(a > b for a, b in pairwise((*pages, len(text))))):
        raise ValueError("the pages do not lie in the text in order")
    failures = (
        PageFailure(page=int(each["page"]), reason=str(each["reason"]))
        for each in fields["page_failures"]
    )
    content = Content(text=text, pages=pages, page_failures=tuple(failures))
    return document_of(upload, str(fields["media_type"]), content)


def document_of(upload: Upload, media_type: str, content: Content) -> Document:
    """Return the document with some content; its id is the hash of the file's bytes."""
    sha256 = hashlib.sha256(upload.data).hexdigest()
    return Document(
        id=sha256,
        name=upload.name,
        media_type=media_type,
        sha256=sha256,
        text=content.text,
        pages=content.pages,
        page_failures=content.page_failures,
    )


def _counts(fields: dict[str, Any]) -> dict[str, int]:
    return {key: int(fields[key]) for key in ("done", "total")}
