"""Bytes → Document in this process; `sandboxed` calls `serve` in a child that can be killed.

>>> *_, document = read(Upload(name="note.txt", data=b"Tents cost 120 euros."), Limits())
>>> document.text
'Tents cost 120 euros.'
"""

import hashlib
from collections.abc import Callable, Iterator

from components.errors import LoadError, NoTextError
from components.loaders import media_types as media
from components.loaders.archives import check_unpacked_size
from components.loaders.content import Content, make_encodable
from components.loaders.detect import detect
from components.loaders.formats.csv_table import read_csv
from components.loaders.formats.messages import read_email, read_mhtml, read_whatsapp
from components.loaders.formats.office import read_docx, read_epub, read_html, read_pptx
from components.loaders.formats.text import read_json, read_notebook, read_subtitles, read_text
from components.loaders.formats.xlsx import read_xlsx
from components.loaders.limits import limit_error
from components.loaders.messages import Item, reply_for, request_in
from components.sandbox import Message
from components.settings import Limits
from components.types import Document, PageText, Progress, Upload

_READERS: dict[str, Callable[[Upload], Content]] = {
    media.DOCX: read_docx,
    media.PPTX: read_pptx,
    media.XLSX: read_xlsx,
    media.EPUB: read_epub,
    media.HTML: read_html,
    media.CSV: read_csv,
    media.JSON: read_json,
    media.MARKDOWN: read_text,
    media.TEXT: read_text,
    media.EMAIL: read_email,
    media.MHTML: read_mhtml,
    media.NOTEBOOK: read_notebook,
    media.SRT: read_subtitles,
    media.VTT: read_subtitles,
    media.WHATSAPP: read_whatsapp,
}


def serve(request: Message) -> Iterator[Message]:
    """Read the file in a request and yield replies; the sandbox calls this inside a child."""
    upload, limits = request_in(request)
    try:
        for item in read(upload, limits):
            yield reply_for(item)
    except LoadError as error:
        yield reply_for(error)


def read(upload: Upload, limits: Limits) -> Iterator[Item]:
    """Yield progress and pages, then the document, whose id is the sha256 of the file's bytes.

    Raises LoadError, and MemoryError where the process runs out of memory.
    """
    media_type = detect(upload.name, upload.data)
    try:
        for item in _contents(upload, media_type, limits):
            yield _document(upload, media_type, item, limits) if isinstance(item, Content) else item
    except (LoadError, MemoryError):
        raise
    except Exception as error:
        raise LoadError(
            f"{upload.name} could not be read: it seems to be {media.NAMES[media_type]} that is "
            f"damaged ({type(error).__name__}). Open it in the program that made it and save it "
            "again."
        ) from error


def _contents(
    upload: Upload, media_type: str, limits: Limits
) -> Iterator[Progress | PageText | Content]:
    if media_type in media.ZIPPED:
        check_unpacked_size(upload.name, upload.data, limits)
    # Imported late: a text file need not wait for pypdf or langchain-community.
    if media_type == media.PDF:
        from components.loaders.formats.pdf import read_pdf

        yield from read_pdf(upload, limits)
    elif media_type in media.EXPORTS:
        from components.loaders.formats.community import read_export

        yield read_export(upload, media_type)
    else:
        yield _READERS[media_type](upload)


def _document(upload: Upload, media_type: str, content: Content, limits: Limits) -> Document:
    name, text = upload.name, content.text
    if len(text) > limits.characters:
        raise limit_error(name, f"has {len(text):,} characters", "characters", limits)
    if not text.strip():
        raise NoTextError(f"{name} holds no text; check the original and upload it again.")
    sha256 = hashlib.sha256(upload.data).hexdigest()
    return Document(
        id=sha256,
        name=name,
        media_type=media_type,
        sha256=sha256,
        text=make_encodable(text),
        pages=content.pages,
        page_failures=content.page_failures,
        blocks=content.blocks,
    )
