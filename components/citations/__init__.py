"""Answer sentence → the exact spans behind it, and whether they bear it out.

    markers       a model's text → the text, and where its markers stood
    segments      the text as it streams → sentences
    claims        which sentences need support at all
    evidence      the hits' sentences, and what stands around each
    cover         how surely a source has each word of a sentence
    alignment     sentence → the sentences of the hits behind each part of it
    particulars   figures and dates must agree
    meaning       names, quantities and opposites must agree
    denial        and so must negations
    asked         words that a sentence has from the question, where the source answers it
    contrary      a question that takes the contrary of a sentence for granted
    verdicts      all of this → supported, partly, unsupported, and why
    checker       the whole check, piece by piece
    quotes        a span → a verbatim citation

What reads a text for them: words, figures, units, dates, polarity, names, statements, places.
"""

from components.citations.checker import CheckedSentence, Span, SupportChecker, SupportStream
from components.citations.contrary import is_contrary
from components.citations.quotes import quote
from components.citations.verdicts import Outcome

__all__ = [
    "CheckedSentence",
    "Outcome",
    "Span",
    "SupportChecker",
    "SupportStream",
    "is_contrary",
    "quote",
]
