"""Search the bytes of a folder's files for words, in any encoding."""

import json
from pathlib import Path


def files_with(folder: Path, words: str) -> list[str]:
    """Return the names of the files that contain the words.

    Tried are UTF-8 and UTF-16, other case (as in the keyword index), and JSON's escapes.
    """
    forms = {
        form.encode(encoding)
        for text in (words, words.lower(), words.upper())
        for form in (text, json.dumps(text)[1:-1])
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    return [
        f"{path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]
