"""Tell which kind of document a zip container holds, and check its unpacked size."""

import re
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from components.errors import LoadError, UnsupportedTypeError
from components.loaders import media_types as media
from components.loaders.limits import limit_error
from components.settings import Limits

_OFFICE_FOLDERS = {"word/": media.DOCX, "ppt/": media.PPTX, "xl/": media.XLSX}
_MIMETYPE_BYTES = 100
_WHATSAPP_CHAT = re.compile(r"_chat\.txt|WhatsApp Chat .*\.txt")
_NOTION_NAME = re.compile(r" [0-9a-f]{32}$")


def archive_type(name: str, data: bytes) -> str:
    """Return the media type of a zip container, from the entries in it.

    Raises UnsupportedTypeError for one that is no document, LoadError for a damaged one.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.namelist()
            stated = _stated_type(archive) if "mimetype" in entries else ""
    except BadZipFile as error:
        raise LoadError(
            f"{name} is damaged: it is a zip container that is cut off or broken. "
            "Download it again, or open it in the program that made it and save it again."
        ) from error
    if stated == media.EPUB:
        return media.EPUB
    if "opendocument" in stated:
        raise UnsupportedTypeError(
            f"{name} is an OpenDocument file; save it as .docx, .pptx, .xlsx or PDF."
        )
    if "xl/workbook.bin" in entries:
        raise UnsupportedTypeError(f"{name} is a binary Excel workbook; save it as .xlsx.")
    if "[Content_Types].xml" in entries:
        for folder, media_type in _OFFICE_FOLDERS.items():
            if any(entry.startswith(folder) for entry in entries):
                return media_type
    if export := _export_type(entries):
        return export
    raise UnsupportedTypeError(
        f"{name} is a zip archive, not a document; unpack it and upload the files in it. (Exports "
        "of Slack, WhatsApp, Obsidian and Notion are read as they are.)"
    )


def check_unpacked_size(name: str, data: bytes, limits: Limits) -> None:
    """Raise LimitError where a zip container states more unpacked bytes than the memory allowed."""
    with ZipFile(BytesIO(data)) as archive:
        megabytes = sum(entry.file_size for entry in archive.infolist()) // 2**20
    if megabytes > limits.memory_megabytes:
        raise limit_error(name, f"unpacks to {megabytes:,} MB", "memory_megabytes", limits)


def _stated_type(archive: ZipFile) -> str:
    with archive.open("mimetype") as entry:
        return entry.read(_MIMETYPE_BYTES).decode("ascii", "replace").strip()


def _export_type(entries: list[str]) -> str:
    files = [PurePosixPath(entry) for entry in entries if not entry.endswith("/")]
    if {"channels.json", "users.json"} & set(entries):
        return media.SLACK
    if any(_WHATSAPP_CHAT.fullmatch(file.name) for file in files):
        return media.WHATSAPP
    notes = [file for file in files if file.suffix.lower() == ".md"]
    if notes and any(".obsidian" in file.parts for file in files):
        return media.OBSIDIAN
    if notes and all(_NOTION_NAME.search(file.stem) for file in notes):
        return media.NOTION
    # A vault without its settings: nothing but notes and their attachments.
    others = {file.suffix.lower() for file in files} & (media.SUFFIXES.keys() - {".md"})
    return media.OBSIDIAN if notes and not others else ""
