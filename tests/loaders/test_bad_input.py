"""Every hostile, broken and odd file that lies next to the project, with tight limits."""

import csv
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from components.errors import LoadError, NoTextError
from components.loaders import SandboxedLoader
from components.settings import Limits
from components.types import Document, Upload

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "badinput"
LIMITS = Limits(page_seconds=3, file_seconds=20)
# What a file may take in all: its seconds, the grace of the last page, and a busy machine.
PATIENCE_SECONDS = 30

# Where this reader rightly does otherwise than the manifest says, and why.
OTHERWISE = {
    "files/unstructured/DA-619p.pdf": ("clear_error", "619 pages take longer than 10 seconds"),
    "files/unstructured/handbook-872p.docx": ("clear_error", "so may 872 pages of Word"),
    "files/unstructured/fake-power-point-malformed.pptx": ("text", "python-pptx reads its slide"),
    "files/python-docx/sty-having-no-styles-part.docx": ("no_text", "its one paragraph is empty"),
}


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not here")
def test_load_of_each_bad_file_ends_as_its_manifest_says() -> None:
    with (FOLDER / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        expected = {row["file"]: row["expected"] for row in csv.DictReader(manifest)}
    with SandboxedLoader(LIMITS) as loader, ThreadPoolExecutor(2) as threads:
        outcomes = dict(
            zip(expected, threads.map(lambda file: outcome(loader, file), expected), strict=True)
        )

    wrong = {
        file: (expected[file], *found)
        for file, found in outcomes.items()
        if not is_accepted(file, expected[file], found[0])
    }
    assert wrong == {}


def is_accepted(file: str, expected: str, found: str) -> bool:
    return (
        expected == "any_no_crash"
        or found in expected.split("_or_")
        or found == OTHERWISE.get(file, ("", ""))[0]
        # To say that there is no text is a clear error, too.
        or (found == "no_text" and "clear_error" in expected)
    )


def outcome(loader: SandboxedLoader, file: str) -> tuple[str, str]:
    start = time.monotonic()
    name = Path(file).with_suffix(".pdf").name if file.endswith(".fuzz") else Path(file).name
    try:
        *_, document = loader.load(Upload(name=name, data=(FOLDER / file).read_bytes()))
    except NoTextError as error:
        found = ("no_text", str(error))
    except LoadError as error:
        found = ("clear_error", str(error))
    else:
        assert isinstance(document, Document)
        assert document.text.encode()
        assert all(0 <= page <= len(document.text) for page in document.pages)
        found = ("text", document.text[:80])
    seconds = time.monotonic() - start
    return found if seconds < PATIENCE_SECONDS else ("hang", f"{seconds:.0f} s")
