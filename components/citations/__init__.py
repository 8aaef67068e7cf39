"""The exact spans behind each sentence of an answer, and whether they support it.

    markers            removes a model's markers, and notes their positions
    segments           cuts the text into sentences as it streams
    claims             finds the sentences that need support
    evidence           holds the hits' sentences, each with its context
    coverage           tells how surely a source has each word of a sentence
    alignment          finds the source of each part of a sentence
    figure_check       compares figures and dates
    name_check         compares names
    negation_check     compares negations
    opposite_check     compares opposites and quantities
    restated_question  accepts a sentence that is its question with the answer put in
    verdicts           combines these: supported, partly or unsupported, and why
    checker            runs the whole check, piece by piece
    contrary           finds questions that assume the contrary of a sentence
    quotes             makes a verbatim citation of a span
    amounts            extends a span to whole amounts

They read a sentence with statements, words, names, figures, units, dates, negations, quantities
and opposites; word_diff compares two sentences word by word.
"""

from components.citations.amounts import whole_amounts
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
    "whole_amounts",
]
