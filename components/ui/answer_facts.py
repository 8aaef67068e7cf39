"""What is said at the foot of an answer: how it is supported, who wrote it, what it took."""

from collections.abc import Iterable
from datetime import datetime

from components.exports import support_summary
from components.passages import as_read
from components.prices import Price, cost, money
from components.types import Answer, Usage, Writing
from components.words import unheard_of

_EXTRACTIVE = "extractive"
_NEAREST = "The nearest passages are shown; asking in their words may help."
_MOST_NAMES = 3
_CURE = "Is it written differently there, or in a document that is still to be added?"


def support(answer: Answer, question: str) -> str:
    """What is to be known of its sentences and passages before one trusts it; often ""."""
    summary = support_summary(answer)
    if not summary and not answer.supported and answer.hits:
        return _nearest(answer, question)
    dropped = answer.writing.dropped_markers if answer.writing else 0
    if dropped:
        one = dropped == 1
        led = "footnote of the model’s own led" if one else "footnotes of the model’s own led"
        said = f"{dropped} {led} nowhere and {'was' if one else 'were'} left out"
        summary = f"{summary}; {said}" if summary else said
    return f"{summary}." if summary else ""


def _nearest(answer: Answer, question: str) -> str:
    missing = unheard_of(question, (" ".join(as_read(hit)) for hit in answer.hits))
    if not missing:
        return _NEAREST
    names = " or ".join(f"“{each}”" for each in missing[:_MOST_NAMES])
    return f"None of the nearest passages, which are shown, has {names}. {_CURE}"


def origin(answer: Answer, prices: Iterable[Price]) -> str:
    """Who wrote it and what it took; "" where nothing was written."""
    if not answer.text or not answer.model:
        return ""
    if answer.writing:
        return " · ".join(_written(answer, answer.writing, prices))
    if not answer.supported:
        return ""
    how = "Quoted from your documents" if answer.model == _EXTRACTIVE else f"By {answer.model}"
    return f"{how} in {max(answer.seconds, 0.1):.1f} s"


def _written(answer: Answer, writing: Writing, prices: Iterable[Price]) -> list[str]:
    if writing.cached is not None:
        asked = datetime.fromtimestamp(writing.cached)
        return [answer.model, f"kept from {asked.day} {asked:%B %Y, %H:%M}, not asked again"]
    said = [
        answer.model,
        f"{answer.seconds:.1f} s, first word after {writing.first_seconds:.1f} s",
        _tokens(writing.usage),
    ]
    dollars = cost(writing.usage, answer.model, prices)
    if dollars is not None:
        said.append(money(dollars))
    return said


def _tokens(usage: Usage) -> str:
    counted = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
    return f"about {counted} (estimated)" if usage.estimated else counted
