"""Read PDFs with pypdf, page by page; a page that cannot be read does not stop the others."""

import re
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, overwrite_configuration

from components.errors import LoadError, NoTextError, PasswordError
from components.loaders.content import Content, join_pages, make_encodable, tidy
from components.loaders.limits import limit_error
from components.loaders.media_types import PDF
from components.sandbox.confinement import PageTimeout, page_timer
from components.settings import Limits
from components.types import PageFailure, PageText, Progress, Upload

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# Controls, private use and replacement characters come from fonts without a map to Unicode.
_ILLEGIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_MAX_ILLEGIBLE = 0.3
# The one page that form and rights-protected PDFs show to programs that cannot open them.
_PLACEHOLDER = re.compile(r"Please wait\.\.\.|requires Adobe Reader|need a different reader")
_MAX_PLACEHOLDER_CHARACTERS = 2_000
_MAX_ELEMENTS = 10_000_000
# After this many pages from the start that all take too long, the rest is not tried.
_MAX_SLOW_PAGES = 3
_TOO_SLOW = "it took too long"
_NO_LETTERS = "its fonts do not say which letters they show; OCR could read it"


def read_pdf(upload: Upload, limits: Limits) -> Iterator[Progress | PageText | Content]:
    """Yield progress before every page, its text after it, and at the end the content.

    Raises PasswordError, NoTextError, LimitError, LoadError where no page can be read, and
    whatever pypdf does on a damaged file.
    """
    name = upload.name
    reader = _open(upload)
    count = len(reader.pages)
    if count > limits.pages:
        raise limit_error(name, f"has {count:,} pages", "pages", limits)
    texts: list[str] = []
    failures: list[PageFailure] = []
    characters = 0
    for number in range(1, count + 1):
        yield Progress(name=name, stage="reading", done=number - 1, total=count)
        text, reason = _read_page(reader, number, limits)
        texts.append(text)
        if reason:
            failures.append(PageFailure(page=number, reason=reason))
        too_slow = [failure for failure in failures if failure.reason == _TOO_SLOW]
        if len(too_slow) == number == _MAX_SLOW_PAGES:
            break
        characters += len(text)
        if characters > limits.characters:
            problem = f"has {characters:,} characters in its first {number} pages"
            raise limit_error(name, problem, "characters", limits)
        yield PageText(media_type=PDF, number=number, total=count, text=text)
    if failures and len(failures) == len(texts):
        raise _nothing_read(name, failures, limits)
    yield _content(name, texts, failures)


def _open(upload: Upload) -> PdfReader:
    # pypdf's own limits stop honest quarterly reports; the sandbox has better ones.
    overwrite_configuration(
        array_maximum_element_count=_MAX_ELEMENTS,
        dictionary_maximum_element_count=_MAX_ELEMENTS,
        jbig2dec_binary=None,
    )
    reader = PdfReader(BytesIO(upload.data))
    if reader.is_encrypted and not reader.decrypt(""):
        if upload.password is None:
            raise PasswordError(f"{upload.name} is locked; give its password to open it.")
        if not reader.decrypt(upload.password):
            raise PasswordError(
                f"The password given does not open {upload.name}; check it and give it again."
            )
    return reader


def _read_page(reader: PdfReader, number: int, limits: Limits) -> tuple[str, str]:
    """Return the text of page `number`, from 1, and the reason for a failure, or "".

    Raises MemoryError, after which the process cannot be trusted with the next page.
    """
    try:
        with page_timer(limits.page_seconds):
            raw = reader.pages[number - 1].extract_text()
            if len(_ILLEGIBLE.findall(raw)) > _MAX_ILLEGIBLE * len(raw):
                return "", _NO_LETTERS
            return make_encodable(tidy(raw).translate(_LIGATURES)), ""
    except MemoryError:
        raise
    except PageTimeout:
        return "", _TOO_SLOW
    except Exception as error:  # noqa: BLE001 - pypdf raises nearly anything on a damaged page
        return "", f"it is damaged ({type(error).__name__})"


def _nothing_read(name: str, failures: list[PageFailure], limits: Limits) -> LoadError:
    reasons = {failure.reason for failure in failures}
    if reasons == {_TOO_SLOW}:
        problem = f"took too long on each of its first {len(failures)} pages"
        return limit_error(name, problem, "page_seconds", limits)
    if reasons == {_NO_LETTERS}:
        return NoTextError(
            f"{name} holds no legible text: its fonts do not say which letters they show. "
            "Put it through OCR and upload the result."
        )
    return LoadError(
        f"{name} could not be read: none of its {len(failures)} pages came through; of the first, "
        f"{failures[0].reason}. Print it to a new PDF, or upload another copy."
    )


def _content(name: str, texts: list[str], failures: list[PageFailure]) -> Content:
    text, pages = join_pages(texts)
    if not text.strip():
        raise NoTextError(
            f"{name} holds no text on its {len(texts)} pages: it seems to be scanned images. "
            "Put it through OCR and upload the result."
        )
    if len(texts) == 1 and len(text) < _MAX_PLACEHOLDER_CHARACTERS and _PLACEHOLDER.search(text):
        reason = "it only asks for another PDF viewer; save it from that viewer as a plain PDF"
        failures = [*failures, PageFailure(page=1, reason=reason)]
    return Content(text=text, pages=pages, page_failures=tuple(failures))
