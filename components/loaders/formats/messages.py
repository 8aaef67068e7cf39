"""E-mail and saved web pages (MHTML), which share a container format; WhatsApp chats."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

from components.loaders.content import Content, make_encodable, tidy
from components.loaders.decoding import decode
from components.loaders.formats.office import html_to_markdown
from components.types import Upload

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def read_email(upload: Upload) -> Content:
    """Read the main headers and the body; attachments are only named."""
    message = message_from_bytes(upload.data, policy=policy.default)
    lines = [f"{name}: {message[name]}" for name in _HEADERS if message[name]]
    lines += [f"Attachment, not read: {each.get_filename()}" for each in message.iter_attachments()]
    text = "\n\n".join(["\n".join(lines), _body(message, ("plain", "html"))])
    return Content(text=tidy(make_encodable(text)))


def read_mhtml(upload: Upload) -> Content:
    """Read the page of a saved web page, without its navigation."""
    message = message_from_bytes(upload.data, policy=policy.default)
    return Content(text=_body(message, ("html", "plain")))


def read_whatsapp(upload: Upload) -> Content:
    """Read the chat in a zipped export as it was written; pictures are left out."""
    with ZipFile(BytesIO(upload.data)) as archive:
        chats = sorted(each for each in archive.namelist() if each.endswith(".txt"))
        texts = [decode(f"{each} in {upload.name}", archive.read(each)) for each in chats]
    return Content(text=tidy("\n\n".join(texts)))


def _body(message: EmailMessage, preference: tuple[str, str]) -> str:
    part = message.get_body(preferencelist=preference)
    payload = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(payload, bytes):
        return ""
    is_html = part.get_content_subtype() == "html"
    try:
        text = payload.decode(part.get_content_charset() or "none stated", "replace")
    except LookupError:
        text = decode("the message", payload, markup=is_html)
    return html_to_markdown(text, without_navigation=True) if is_html else text
