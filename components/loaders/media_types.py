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

_TABLE = (
    (PDF, "a PDF", (".pdf",)),
    (DOCX, "a Word document", (".docx",)),
    (PPTX, "a PowerPoint presentation", (".pptx",)),
    (XLSX, "an Excel workbook", (".xlsx",)),
    (EPUB, "an EPUB book", (".epub",)),
    (HTML, "a web page", (".html", ".htm")),
    (CSV, "a table", (".csv", ".tsv")),
    (JSON, "JSON", (".json", ".jsonl")),
    (MARKDOWN, "Markdown", (".md", ".markdown")),
    (TEXT, "plain text", (".txt",)),
    (EMAIL, "an e-mail", (".eml",)),
    (MHTML, "a saved web page", (".mhtml", ".mht")),
    (NOTEBOOK, "a Jupyter notebook", (".ipynb",)),
    (SRT, "subtitles", (".srt",)),
    (VTT, "subtitles", (".vtt",)),
    (ZIP, "a zip archive", (".zip",)),
    (SLACK, "a Slack export", ()),
    (WHATSAPP, "a WhatsApp chat", ()),
    (OBSIDIAN, "an Obsidian vault", ()),
    (NOTION, "a Notion export", ()),
)
SUFFIXES = {suffix: kind for kind, _, suffixes in _TABLE for suffix in suffixes}
NAMES = {kind: name for kind, name, _ in _TABLE}

EXPORTS = frozenset({SLACK, OBSIDIAN, NOTION})
ZIPPED = frozenset({DOCX, PPTX, XLSX, EPUB, WHATSAPP, ZIP}) | EXPORTS
BINARY = ZIPPED | {PDF}
