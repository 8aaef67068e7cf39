"""A conversation as one HTML file that opens anywhere and requests nothing.

Every text goes through `html.escape`; there is no script, and the file forbids itself any request.
"""

from html import escape

from components.export.support import MARK_WORDS, marked_pieces, one_line, remarks, source
from components.types import Answer, Citation, Conversation, Hit, Turn

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --text: #23211e; --quiet: #68645d; --accent: #0f6b63;
  --page: #fdfcfa; --box: #f3f1ec; --line: #dedad2; --mark: #c5dedb; }
@media (prefers-color-scheme: dark) { :root { --text: #e7e4de; --quiet: #a8a49c;
  --accent: #6cc5ba; --page: #181a1b; --box: #222526; --line: #3a3e40; --mark: #1d4a46; } }
body { background: var(--page); color: var(--text); font: 1.0625rem/1.65 system-ui, sans-serif;
  margin: 0 auto; max-width: 44rem; overflow-wrap: anywhere; padding: 2.5rem 1.25rem 5rem; }
h1, h2 { font-family: Georgia, serif; line-height: 1.3; }
h1 { font-size: 1.75rem; }
h2 { background: var(--box); border-radius: .5rem; font: 600 1.0625rem/1.45 system-ui, sans-serif;
  margin: 2.5rem 0 1rem; padding: .6rem .9rem; white-space: pre-wrap; }
a { color: var(--accent); }
.text, .passage { white-space: pre-wrap; }
.text a { font-size: .8em; font-weight: 600; text-decoration: none; vertical-align: .2em; }
.footnotes { border-top: 1px solid var(--line); font-size: .9375rem; list-style: none;
  margin: 1.25rem 0 0; padding: .5rem 0 0; }
.footnotes li { margin: .75rem 0; padding-left: 2.25rem; }
.footnotes li:target { background: var(--box); }
.number { color: var(--accent); float: left; font-weight: 600; margin-left: -2.25rem; }
.differs { color: var(--quiet); font-size: .8em; }
.place, summary { color: var(--quiet); font-size: .875rem; }
.place { margin: 0; }
summary { cursor: pointer; }
blockquote { font-family: Georgia, serif; margin: 0; }
.passage { border-left: 3px solid var(--line); font: .9375rem/1.6 Georgia, serif;
  margin: .5rem 0 1rem; padding-left: .9rem; }
mark { background: var(--mark); color: inherit; }
"""


def to_html(conversation: Conversation) -> str:
    """Return the file: questions, answers, footnotes, and the passages behind them."""
    title = escape(one_line(conversation.title))
    turns = "\n".join(_turn(turn, number) for number, turn in enumerate(conversation.turns, 1))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
{turns}
</body>
</html>
"""


def _turn(turn: Turn, number: int) -> str:
    answer = turn.answer
    footnotes = "".join(_footnote(answer, citation, number) for citation in answer.citations)
    notes = "".join(f'<p class="place">{escape(each)}</p>' for each in remarks(answer))
    return f"""<section>
<h2>{escape(turn.question)}</h2>
<p class="text">{_text(answer, number)}</p>
{f'<ol class="footnotes">{footnotes}</ol>' if footnotes else ""}
{notes}
{_uncited_passages(answer)}
</section>"""


def _text(answer: Answer, number: int) -> str:
    return "".join(
        escape(piece.before)
        + (f"<strong>{escape(piece.short)}</strong>" if piece.short else "")
        + escape(piece.after)
        + "".join(
            f' <a href="#{_anchor(number, marker)}">[{marker}]</a>' for marker in piece.markers
        )
        + (f' <span class="differs">({MARK_WORDS[piece.mark]})</span>' if piece.mark else "")
        for piece in marked_pieces(answer)
    )


def _footnote(answer: Answer, citation: Citation, number: int) -> str:
    hit = next((hit for hit in answer.hits if hit.chunk.id == citation.chunk_id), None)
    passage = _passage(hit, citation) if hit else ""
    details = passage and f"<details><summary>In its passage</summary>{passage}</details>"
    return (
        f'<li id="{_anchor(number, citation.marker)}">'
        f'<span class="number">[{citation.marker}]</span>'
        f"<blockquote>{escape(one_line(citation.quote))}</blockquote>"
        f'<p class="place">{escape(source(citation))}</p>{details}</li>'
    )


def _uncited_passages(answer: Answer) -> str:
    cited = {citation.chunk_id for citation in answer.citations}
    passages = [
        f'<p class="place">{escape(source(hit))}</p>{_passage(hit)}'
        for hit in answer.hits
        if hit.chunk.id not in cited
    ]
    if not passages:
        return ""
    summary = "1 more passage" if len(passages) == 1 else f"{len(passages)} more passages"
    if not answer.supported:
        summary = "Nearest passages"
    return f"<details><summary>{summary}</summary>{''.join(passages)}</details>"


def _passage(hit: Hit, citation: Citation | None = None) -> str:
    """Return the text of a hit's chunk, with the quote of the citation highlighted."""
    chunk = hit.chunk
    start, end = (citation.start, citation.end) if citation else (chunk.start, chunk.start)
    first = max(0, start - chunk.start)
    last = max(first, end - chunk.start)
    quote = f"<mark>{escape(chunk.text[first:last])}</mark>" if citation else ""
    before, after = escape(chunk.text[:first]), escape(chunk.text[last:])
    return f'<p class="passage">{before}{quote}{after}</p>'


def _anchor(turn: int, marker: int) -> str:
    return f"turn-{turn}-footnote-{marker}"
