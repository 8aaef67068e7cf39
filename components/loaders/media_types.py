"""The kinds of file that are read, by media type, and what each is called in a sentence."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EPUB = "application/epub+zip"
HTML = "text/html"
CSV = "text/csv"
JSON = "application/json"
MARKDOWN = "text/markdown"
TEXT = "text/plain"

SUFFIXES = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".pptx": PPTX,
    ".xlsx": XLSX,
    ".epub": EPUB,
    ".html": HTML,
    ".htm": HTML,
    ".csv": CSV,
    ".tsv": CSV,
    ".json": JSON,
    ".jsonl": JSON,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": TEXT,
}

NAMES = {
    PDF: "a PDF",
    DOCX: "a Word document",
    PPTX: "a PowerPoint presentation",
    XLSX: "an Excel workbook",
    EPUB: "an EPUB book",
    HTML: "a web page",
    CSV: "a table",
    JSON: "JSON",
    MARKDOWN: "Markdown",
    TEXT: "plain text",
}

BINARY = frozenset({PDF, DOCX, PPTX, XLSX, EPUB})
ZIPPED = BINARY - {PDF}
