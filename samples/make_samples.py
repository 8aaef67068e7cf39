"""Make the sample documents again, byte for byte: `python samples/make_samples.py [FOLDER]`.

Their content is in `content/`, their layout in `writers/`. `questions.jsonl` is written by hand.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from samples.content.guide import GUIDE
from samples.content.inventory import HEADER, ROWS
from samples.content.policy import POLICY
from samples.content.report import FIGURES, REPORT
from samples.writers.pdf import pdf_bytes
from samples.writers.text import csv_bytes, markdown_bytes
from samples.writers.word import docx_bytes


def sample_files() -> dict[str, bytes]:
    """Return the bytes of every sample document, by file name."""
    return {
        "annual-report-2024.pdf": pdf_bytes(REPORT, FIGURES),
        "staff-policy.docx": docx_bytes(POLICY),
        "visitor-guide.md": markdown_bytes(GUIDE),
        "equipment.csv": csv_bytes(HEADER, ROWS),
    }


def main(folder: Path) -> None:
    """Write every sample document into `folder`."""
    for name, data in sample_files().items():
        (folder / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
