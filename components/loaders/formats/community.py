"""Exports that langchain-community's loaders read: Slack, and folders of Obsidian and Notion notes.

Its other file loaders lost text when tried: those for mail and subtitles need packages that are not
installed, the one for notebooks prints Python lists, the one for MHTML drops tables and everything
that is not UTF-8, and the one for WhatsApp drops messages from unsaved numbers and all but the
first line of each. Those formats are read in `messages.py` and `text.py`.
"""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from components.loaders.content import Content, tidy
from components.loaders.decoding import decode
from components.loaders.media_types import OBSIDIAN, SLACK
from components.types import Upload

_NOTION_ID = re.compile(r" [0-9a-f]{32}$")
_MENTION = re.compile(r"<@(\w+)(?:\|[^>]*)?>")


def read_export(upload: Upload, media_type: str) -> Content:
    """Read a zipped export as Markdown, a heading for each note or each day of a channel.

    Raises UnsupportedTypeError where a note is no text, and whatever the loader does on a damaged
    export.
    """
    with TemporaryDirectory() as folder, ZipFile(BytesIO(upload.data)) as archive:
        if media_type == SLACK:
            return Content(text=tidy(_read_slack(upload, archive, Path(folder))))
        return Content(text=tidy(_read_notes(upload, media_type, archive, Path(folder))))


def _read_slack(upload: Upload, archive: ZipFile, folder: Path) -> str:
    from langchain_community.document_loaders.slack_directory import SlackDirectoryLoader

    path = folder / "export.zip"
    path.write_bytes(upload.data)
    people = _slack_people(archive)
    sections: dict[tuple[str, str], list[str]] = defaultdict(list)
    messages = SlackDirectoryLoader(path).load()
    for message in sorted(messages, key=lambda each: each.metadata["timestamp"]):
        if not message.page_content.strip():
            continue
        about = message.metadata
        sent = datetime.fromtimestamp(float(about["timestamp"] or 0), UTC)
        user = people.get(about["user"], about["user"] or "Unknown")
        text = _MENTION.sub(lambda m: "@" + people.get(m[1], m[1]), message.page_content)
        day = sections[about["channel"], f"{sent:%Y-%m-%d}"]
        day.append(f"{user} ({sent:%H:%M}): {text}")
    return "\n\n".join(
        "\n\n".join([f"# {channel}, {day}", *sections[channel, day]])
        for channel, day in sorted(sections)
    )


def _slack_people(archive: ZipFile) -> dict[str, str]:
    if "users.json" not in archive.namelist():
        return {}
    users: list[dict[str, Any]] = json.loads(archive.read("users.json"))
    return {each["id"]: each.get("real_name") or each.get("name") or each["id"] for each in users}


def _read_notes(upload: Upload, media_type: str, archive: ZipFile, folder: Path) -> str:
    from langchain_community.document_loaders.notion import NotionDirectoryLoader
    from langchain_community.document_loaders.obsidian import ObsidianLoader

    titles = _unpack_notes(upload.name, archive, folder)
    # Obsidian's metadata are not shown, and one note's faulty front matter would fail them all.
    loader = (
        ObsidianLoader(folder, collect_metadata=False)
        if media_type == OBSIDIAN
        else NotionDirectoryLoader(folder)
    )
    notes = {Path(note.metadata["source"]).name: note.page_content for note in loader.load()}
    sections = []
    for file, title in titles.items():
        note = notes[file].strip()
        # Notion repeats the title as the note's own heading.
        sections.append(note if note.startswith(f"# {title}") else f"# {title}\n\n{note}")
    return "\n\n".join(sections)


def _unpack_notes(name: str, archive: ZipFile, folder: Path) -> dict[str, str]:
    """Write the Markdown notes to `folder` as UTF-8; return the title of each by its file name.

    Files get numbers for names, so that an entry's path cannot lead out of the folder.
    """
    entries = sorted(each for each in archive.namelist() if each.lower().endswith(".md"))
    titles: dict[str, str] = {}
    for number, entry in enumerate(entries):
        file = f"{number:06d}.md"
        text = decode(f"{entry} in {name}", archive.read(entry))
        (folder / file).write_text(text, encoding="utf-8", newline="")
        titles[file] = _NOTION_ID.sub("", PurePosixPath(entry).stem)
    return titles
