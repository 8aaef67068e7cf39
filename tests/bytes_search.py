"""Whether words are anywhere in a folder's files, in any form in which they may lie there."""

import json
from pathlib import Path


def files_with(folder: Path, words: str) -> list[str]:
    """Names of the files that hold the words: as UTF-8, UTF-16, lower-cased as the keyword index
    keeps them, or escaped as JSON may.
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
