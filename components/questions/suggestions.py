"""Suggest questions that chunks answer, in the documents' own words and without a model.

Questions come from sentences of a simple form ("X is a …", "X was built in 1864") and from
headings that name a subject. The pipeline checks that Footnote answers them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import PurePath

from components.text.context import blocks_of
from components.text.sentences import blocks, ends_sentence, sentences
from components.text.words import FILLER, content_words, words
from components.types import Chunk

_MAX_CHARS = 110
"""Most characters of a question."""
_MAX_WORDS = 7
"""Most words of a subject or a heading."""

_SUBJECT = r"(?P<subject>(?:(?:The|A|An|Our) )?[A-Z]?[\w’'&-]+(?: [\w’'&-]+){0,5})"
_MONEY = r"(?:[£$€]\s?\d|\d[\d,.]* (?:pounds|dollars|euros)\b)"
_DATE = r"(?:in (?:\w+ )?\d{4}|on \d{1,2}(?:st|nd|rd|th)? [A-Z]\w+|on [A-Z]\w+ \d{1,2})\b"
_HAPPENED = (
    "built|founded|opened|established|completed|created|launched|adopted|introduced|signed|"
    "approved|published|installed|bought|replaced|restored|formed|incorporated|first lit|repaired"
)
_EARNED = {
    "cost": "cost",
    "costs": "cost",
    "earned": "earn",
    "raised": "raise",
    "spent": "spend",
    "received": "receive",
    "paid": "pay",
}
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(rf"{_SUBJECT} was (?P<verb>{_HAPPENED})(?: [^,.;:]{{1,40}})?? {_DATE}"),
        "When was {subject} {verb}?",
    ),
    (
        re.compile(rf"{_SUBJECT} (?P<verb>{'|'.join(_EARNED)}) (?:about |nearly |over )?{_MONEY}"),
        "How much {did} {subject} {verb}?",
    ),
    (
        re.compile(r"(?P<subject>(?:(?:A|An) )?[A-Z][\w’'&-]+(?: [\w’'&-]+){0,2}) means\b"),
        "What does {subject} mean?",
    ),
    (re.compile(rf"{_SUBJECT} is (?:an? |the (?!same\b))(?P<rest>.*)"), "{what} is {subject}?"),
    (
        re.compile(rf"{_SUBJECT} are (?:the |those |all )?\w+ (?:that|which|who)\b"),
        "What are {subject}?",
    ),
)
_PERSON = re.compile(
    r"(?:[\w’'-]+ ){0,6}?(?:consultant|engineer|author|professor|manager|director|officer|"
    r"president|specialist|scientist|keeper|writer|actor|actress|politician|lawyer|teacher|member|founder|"
    r"musician|player|artist|architect|king|queen|man|woman|person)\b"
)
_NO_SUBJECT = re.compile(
    r"\b(it|its|this|that|these|those|they|them|he|she|him|her|his|hers|their|there|here|we|our|us|"
    r"you|your|i|my|me|one|what|which|who|whom|where|when|why|how|if|and|or|but|not|also|such|same|"
    r"following|other|another|each|every|as|is|are|was|were|be|been|has|have|had|will|would|can|"
    r"could|may|must|should|shall|do|does|did|only|first|second|third|last|next|main|unique|\w+est|most|in|on|at|for|with|by|from|to)\b",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|section|part|item|article|appendix|annex|note|step)\s+)?"
    r"(?:\(?\d+(?:\.\d+)*[.)]?|[A-Z][.)]|[IVXLC]+[.)]|\([a-z0-9]\))\s*[:.–—-]?\s+(?=\S)",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\s*\.){3,}.*$|\s+\d+$")
_NO_HEADINGS = frozenset(
    [
        "table of contents",
        "executive summary",
        "list of tables",
        "list of figures",
        "external links",
        "further reading",
        "related work",
        "exhibit index",
        "frequently asked questions",
        "additional information",
    ]
)
_UNFIT = re.compile(
    r"\b(?:copyright|reserved|continued|unaudited|example|examples|figure|table|page|et al)\b", re.I
)
_ORDERS = re.compile(
    r"(?:wait|see|use|make|call|contact|check|choose|get|keep|know|understand|review|submit|ask|add|"
    r"select|click|enter|go|read|stay|take|tell|visit|learn|note|include|provide|ensure|avoid|try|"
    r"find|gather|be|do|have|let|give|follow|create|set|run|install|open|return)\b",
    re.IGNORECASE,
)
_LOWERED = re.compile(r"\b[a-z][\w’'-]*")
_NAME = re.compile(r"(?<=[a-z] )[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_I = re.compile(r"I(?:[’']\w+)?")
_ARTICLES = frozenset(["The", "A", "An", "Our"])
_HOW_TO = re.compile(r"^how to (?=\w)", re.IGNORECASE)
_CLEAN = re.compile(r"[\w’'&,()/ -]+")
_NOISE = re.compile(r"\d{3,}|[_=<>|@\\{}\[\]#*]|https?:|www\.|\.\w{2,4}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggested question and the chunk that should answer it."""

    question: str
    chunk: Chunk


def suggestions(documents: Sequence[tuple[str, Sequence[Chunk]]]) -> list[Suggestion]:
    """Return questions for (document name, chunks), taking turns between the documents."""
    by_document = [list(_of_document(name, chunks)) for name, chunks in documents]
    found: list[Suggestion] = []
    seen: list[set[str]] = []
    for row in zip_longest(*by_document):
        for each in row:
            if each is None:
                continue
            about = set(content_words(each.question))
            if not any(len(about & other) * 2 > min(len(about), len(other)) for other in seen):
                seen.append(about)
                found.append(each)
    return found


def _of_document(name: str, chunks: Sequence[Chunk]) -> Iterator[Suggestion]:
    """Yield questions from sentences and from headings in turn."""
    sentences_of = [_sentences(chunk) for chunk in chunks]
    case = _Case.of([sentence for each in sentences_of for sentence in each])
    outer = {heading for chunk in chunks for heading in chunk.heading[:-1]}
    facts: list[Suggestion] = []
    subjects: list[Suggestion] = []
    for chunk, own in zip(chunks, sentences_of, strict=True):
        made = (_from_sentence(sentence, case) for sentence in own)
        facts += [Suggestion(question=each, chunk=chunk) for each in made if each]
        heading = " ".join(chunk.heading[-1].strip("#*_ ").split()) if chunk.heading else ""
        in_prose = any(len(words(sentence)) > 7 for sentence in own)
        if in_prose and heading not in outer and (asked := _from_heading(heading, name, case)):
            subjects.append(Suggestion(question=asked, chunk=chunk))
    for pair in zip_longest(facts, subjects):
        yield from (each for each in pair if each)


def _sentences(chunk: Chunk) -> list[str]:
    """Return the complete sentences of a chunk's prose, each on one line."""
    text = chunk.text
    spans = (
        span
        for block in (blocks_of(chunk) if chunk.blocks else blocks(text, markdown=True))
        if block.kind == "paragraph"
        for span in sentences(text, block.start, block.end)
    )
    found = (" ".join(text[start:end].split()) for start, end in spans)
    return [each for each in found if ends_sentence(each) and each[:1].isupper()]


def _from_sentence(sentence: str, case: "_Case") -> str:
    for pattern, form in _FORMS:
        match = pattern.match(sentence)
        if not match:
            continue
        if not _is_subject(match["subject"]):
            return ""
        parts = match.groupdict()
        verb = parts.get("verb", "")
        named = match["subject"].istitle() and match["subject"].split()[0] not in _ARTICLES
        question = form.format(
            subject=case.of_sentence(match["subject"]),
            verb=_EARNED.get(verb, verb),
            did="does" if verb == "costs" else "did",
            what="Who" if named and _PERSON.match(parts.get("rest", "")) else "What",
        )
        return question if len(question) <= _MAX_CHARS else ""
    return ""


def _is_subject(subject: str) -> bool:
    bare = re.sub(r"^(?:The|A|An) ", "", subject)
    parts = bare.split()
    return (
        0 < len(parts) <= _MAX_WORDS
        and not _NO_SUBJECT.search(bare)
        and not _NOISE.search(bare)
        and any(len(word) > 2 and word.lower() not in FILLER for word in parts)
        and not parts[-1].endswith(("ly", "ing"))
    )


def _from_heading(heading: str, name: str, case: "_Case") -> str:
    if heading.endswith("?"):
        fits = 4 <= len(heading.split()) <= 14 and len(heading) <= _MAX_CHARS
        asks = fits and heading[0].isupper() and not _NOISE.search(heading)
        return heading[0] + case.of_heading(_calm(heading))[1:] if asks else ""
    heading = _LEADERS.sub("", _NUMBERING.sub("", heading)).strip(" :;.–—-")
    if not _is_heading(heading, case):
        return ""
    subject = case.of_heading(_calm(heading))
    if _HOW_TO.match(subject):
        return f"How do I {_HOW_TO.sub('', subject)}?"
    title = _title(name)
    own, named = set(content_words(subject)), set(content_words(title))
    if title and not named & own:
        question = f"What does the {title} say about {subject}?"
        if len(question) <= _MAX_CHARS:
            return question
    # A heading that only repeats the file's name makes no useful question.
    repeats = len(own & named) * 3 >= len(own) * 2
    return "" if repeats else f"What do the documents say about {subject}?"


def _is_heading(heading: str, case: "_Case") -> bool:
    parts = heading.split()
    bare = [word.strip("(),").lower() for word in parts]
    if not 2 <= len(parts) <= _MAX_WORDS or not 8 <= len(heading) <= 70:
        return False
    # "Column name Data type" is a table's head: it has capitals inside, but no names.
    later = [word for word in parts[1:] if len(word) > 3]
    upper = [word for word in later if word[0].isupper()]
    names = {word for name in case.names for word in name}
    mixed = len(upper) != len(later) and any(word not in names for word in upper)
    return (
        bool(_CLEAN.fullmatch(heading))
        and not _NOISE.search(heading)
        and not _UNFIT.search(heading)
        and not _ORDERS.match(heading)
        and heading.lower() not in _NO_HEADINGS
        and not mixed
        and len(set(bare)) == len(bare)
        and bare[-1] not in FILLER
        and parts[0][0].isalpha()
        and len([word for word in bare if len(word) > 2 and word not in FILLER]) >= 2
        and sum(map(str.isalpha, heading)) >= 0.75 * len(heading.replace(" ", ""))
        and not any(len(word) == 1 and word != "a" for word in bare)
    )


def _calm(heading: str) -> str:
    """Return a heading in capitals in lower case, as a sentence would write it."""
    letters = [each for each in heading if each.isalpha()]
    if letters and all(each.isupper() for each in letters) and len(letters) > 5:
        return heading[0] + re.sub(r"\bi\b", "I", heading[1:].lower())
    return heading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Knows a document's names: the words that it capitalises inside sentences."""

    names: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, all_sentences: Sequence[str]) -> "_Case":
        text = "\n".join(all_sentences)
        lowered = set(_LOWERED.findall(text))
        runs = {tuple(run.split()) for run in _NAME.findall(text)}
        return cls(
            names=frozenset(run for run in runs if len(run) > 1 or run[0].lower() not in lowered)
        )

    def is_name(self, word: str) -> bool:
        """Return whether a word is a name on its own or an acronym."""
        acronym = len(word) > 1 and any(map(str.isupper, word[1:])) and "-" not in word
        return acronym or bool(_I.fullmatch(word)) or (word,) in self.names

    def of_sentence(self, subject: str) -> str:
        """Return the first words of a sentence as they are written inside a sentence."""
        first, _, rest = subject.partition(" ")
        is_name = first not in _ARTICLES and (self.is_name(first) or rest[:1].isupper())
        return subject if is_name else f"{first[0].lower()}{first[1:]} {rest}".strip()

    def of_heading(self, heading: str) -> str:
        """Return a heading as written inside a sentence, where only names keep capitals."""
        parts = heading.split()
        bare = [word.strip("(),?:") for word in parts]
        kept = {at for at, word in enumerate(bare) if self.is_name(word)}
        for start in range(len(bare)):
            for end in range(start + 2, len(bare) + 1):
                if tuple(bare[start:end]) in self.names:
                    kept |= set(range(start, end))
        return " ".join(word if at in kept else word.lower() for at, word in enumerate(parts))


def _title(name: str) -> str:
    """Return a file's name as words; "" if it does not consist of words.

    >>> _title("staff-policy.docx"), _title("2305.03393v1-pg9.pdf")
    ('staff policy', '')
    """
    parts = re.split(r"[\W_]+", PurePath(name).stem)
    if not 1 <= len(parts) <= 4 or not all(
        re.fullmatch(r"[A-Za-z]{3,}|\d{4}", each) for each in parts
    ):
        return ""
    title = " ".join(parts)
    return title if any(each.isalpha() for each in parts) else ""
