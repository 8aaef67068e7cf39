"""Media types that are read, their suffixes, and their names in a sentence."""

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
EMAIL = "message/rfc822"
MHTML = "multipart/related"
NOTEBOOK = "application/x-ipynb+json"
SRT = "application/x-subrip"
VTT = "text/vtt"
ZIP = "application/zip"
SLACK = "application/vnd.slack+zip"
WHATSAPP = "application/vnd.whatsapp+zip"
OBSIDIAN = "application/vnd.obsidian+zip"
NOTION = "application/vnd.notion+zip"

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
    ".eml": EMAIL,
    ".mhtml": MHTML,
    ".mht": MHTML,
    ".ipynb": NOTEBOOK,
    ".srt": SRT,
    ".vtt": VTT,
    ".zip": ZIP,
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
    EMAIL: "an e-mail",
    MHTML: "a saved web page",
    NOTEBOOK: "a Jupyter notebook",
    SRT: "subtitles",
    VTT: "subtitles",
    ZIP: "a zip archive",
    SLACK: "a Slack export",
    WHATSAPP: "a WhatsApp chat",
    OBSIDIAN: "an Obsidian vault",
    NOTION: "a Notion export",
}

EXPORTS = frozenset({SLACK, OBSIDIAN, NOTION})
ZIPPED = frozenset({DOCX, PPTX, XLSX, EPUB, WHATSAPP, ZIP}) | EXPORTS
BINARY = ZIPPED | {PDF}
