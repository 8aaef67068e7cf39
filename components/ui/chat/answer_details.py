"""What is said at the foot of an answer: how it is supported, who wrote it, what it took."""

from collections.abc import Iterable, Sequence

from components.chat_models.prices import Price, cost, money
from components.export import support_summary
from components.text.context import as_read
from components.text.words import unheard_of
from components.types import Answer, Generation, Usage

_EXTRACTIVE = "extractive"
_NEAREST = "The nearest passages are shown"
_IN_THEIR_WORDS = "asking in their words may help."
_MOST_NAMES = 3
_AT_THE_ENDS = "?!.,;:()[]\"“”'‘’"
_CURE = "Is it written differently there, or in a document that is still to be added?"


def support(answer: Answer, question: str, being_read: Sequence[str] = ()) -> str:
    """What is to be known of its sentences and passages before one trusts it; often "".

    `being_read`: names of files that may answer once they have been read.
    """
    summary = support_summary(answer)
    if not summary and not answer.supported and answer.hits:
        return _nearest(answer, question, being_read)
    dropped = answer.writing.dropped_markers if answer.writing else 0
    if dropped:
        one = dropped == 1
        led = "footnote of the model’s own led" if one else "footnotes of the model’s own led"
        said = f"{dropped} {led} nowhere and {'was' if one else 'were'} left out"
        summary = f"{summary}; {said}" if summary else said
    return f"{summary}." if summary else ""


def _nearest(answer: Answer, question: str, being_read: Sequence[str]) -> str:
    missing = unheard_of(question, (" ".join(as_read(hit)) for hit in answer.hits))
    names = " or ".join(f"“{each}”" for each in _as_asked(question, missing)[:_MOST_NAMES])
    said = f"None of the nearest passages, which are shown, has {names}." if missing else ""
    if being_read:
        one = len(being_read) == 1
        files = f"{being_read[0]} is" if one else f"{len(being_read)} files are"
        waits = f"{files} still being read: ask again when {'it is' if one else 'they are'} there."
        return f"{said or f'{_NEAREST}.'} {waits}"
    return f"{said} {_CURE}" if said else f"{_NEAREST}; {_IN_THEIR_WORDS}"


def _as_asked(question: str, names: Sequence[str]) -> list[str]:
    """The names as the question has them: whole words, and those side by side together.

    >>> _as_asked("Who won the 50th Super Bowl?", ["50", "Super", "Bowl"])
    ['50th Super Bowl']
    """
    wanted = [_bare(name) for name in names]
    runs: list[list[str]] = [[]]
    for word in question.split():
        bare = _bare(word)
        is_named = any(name in bare for name in wanted)
        if is_named:
            runs[-1].append(bare)
        if bare != word or not is_named:
            runs.append([])
    return list(dict.fromkeys(" ".join(run) for run in runs if run))


def _bare(word: str) -> str:
    return word.strip(_AT_THE_ENDS).removesuffix("’s").removesuffix("'s")


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


def _written(answer: Answer, writing: Generation, prices: Iterable[Price]) -> list[str]:
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
