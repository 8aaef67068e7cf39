"""Requests to the child process that reads a file, and its replies.

The child handles hostile bytes, so its replies are validated. The parent itself knows the name and
the hash of the file; text travels as raw UTF-8.
"""

import hashlib
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise
from typing import Any

from components.errors import (
    LimitError,
    LoadError,
    NoTextError,
    PasswordError,
    UnsupportedTypeError,
)
from components.sandbox import Message
from components.settings import Limits
from components.types import Document, PageText, Progress, Upload

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
    blocks: list[list[Any]] = []
    if isinstance(item, Document):
        # A large table has a million, and `asdict` is slow.
        blocks = [[each.start, each.end, each.kind, each.level] for each in item.blocks]
        item = replace(item, blocks=())
    fields = asdict(item) | {"blocks": blocks}
    text = fields.pop("text", "").encode()
    return Message(fields={"kind": type(item).__name__, **fields}, data=text)


def item_in(message: Message, upload: Upload) -> Item | LoadError:
    """Return the item or error in a reply about `upload`.

    Raises LookupError, TypeError or ValueError where the reply is malformed.
    """
    fields = message.fields
    if "error" in fields:
        return _ERRORS[fields["error"]](str(fields["message"]))
    values = fields | {"id": "", "name": "", "sha256": "", "text": message.data.decode()}
    names = ("start", "end", "kind", "level")
    values["blocks"] = [dict(zip(names, each, strict=True)) for each in fields["blocks"]]
    item: Item = _validators()[fields["kind"]].validate_python(values)
    if isinstance(item, PageText):
        return item
    if isinstance(item, Progress):
        return replace(item, name=upload.name)
    ends = (*item.pages, len(item.text))
    if item.pages and (ends[0] != 0 or any(a > b for a, b in pairwise(ends))):
        raise ValueError("the pages do not lie in the text in order")
    borders = [0, *(at for each in item.blocks for at in (each.start, each.end)), len(item.text)]
    if any(a > b for a, b in pairwise(borders)):
        raise ValueError("the blocks do not lie in the text in order")
    sha256 = hashlib.sha256(upload.data).hexdigest()
    return replace(item, id=sha256, name=upload.name, sha256=sha256)


@cache
def _validators() -> dict[str, Any]:
    # Imported late: it takes 0.2 s, and the child does not need it.
    from pydantic import TypeAdapter

    return {kind.__name__: TypeAdapter(kind) for kind in (Progress, PageText, Document)}
