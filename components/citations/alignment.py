"""Which sentences of the hits stand behind a sentence of the answer, and which part behind which.

The sentence is cut at its commas and conjunctions; each piece goes to the sentence that covers
it best, and changing from one to another costs. So two facts may be joined where grammar joins
them, while halves stitched together in mid-clause find no cover.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from components.citations.evidence import Evidence, Library
from components.citations.figures import Figure
from components.citations.names import in_names, same_figure_in
from components.citations.polarity import same_side
from components.citations.statements import Statement
from components.citations.words import Word, alike

_BORDER = re.compile(
    r"[,;:()–—]\s|\s[-–—]\s|\s\(|\b(?=(?:and|but|or|while|whereas|although|though|because|so|"
    r"when|after|before|as well as|und|aber|sowie|während|et|mais|tandis)\b)",
    re.IGNORECASE,
)
"""Where one fact may end and another begin. Not before "which" or "with": without a comma those
go on about the word before them."""
_CANDIDATES = 6
_SEAM, _NEXT_SEAM = 0.10, 0.05
"""What changing the source costs, as a share of the sentence; less for the sentence after."""
_HINT = 0.03
"""What the model's own marker is worth: it decides between two that are nearly as good."""
_GAP = 3
"""Words without cover in a row from which the sentence goes its own way; fewer are a synonym."""
_FEWEST = 2
"""Words or figures from which a part of a sentence can be said to come from somewhere."""


@dataclass(frozen=True, slots=True)
class Particle:
    """A word, figure or date of the sentence, and how much it tells."""

    start: int
    end: int
    weight: float
    item: Word | Figure | None
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence and what stands behind it. `cover` runs from 0 to 1."""

    start: int
    end: int
    evidence: Evidence
    cover: float
    weight: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Parts in order. `missing` are the words that no source has, weightiest first.

    `gap`: the longest stretch without cover, as a share of the sentence.
    """

    parts: tuple[Part, ...]
    cover: float
    missing: tuple[str, ...]
    gap: float


def particles(statement: Statement, library: Library) -> list[Particle]:
    """What there is to cover, in order. Names, figures and dates tell more than words do."""
    names = {word.start for word in statement.names}
    found = [
        Particle(
            word.start,
            word.end,
            library.weight(word.stem) * (1.3 if word.start in names else 1.0),
            word,
            word.text,
        )
        for word in statement.content
    ]
    usual = library.weight("") * 0.8
    found += [
        Particle(each.start, each.end, usual, each, each.text) for each in statement.figures
    ]
    found += [Particle(each.start, each.end, usual, None, each.text) for each in statement.dates]
    return sorted(found, key=lambda each: each.start)


def alignments(
    statement: Statement, library: Library, hinted: frozenset[int]
) -> list[Alignment]:
    """Ways to support the sentence, best first: from several sentences, or from one alone.

    `hinted` are the ranks that the model named.
    """
    wanted = particles(statement, library)
    total = sum(each.weight for each in wanted)
    if not total:
        return []
    pieces = _pieces(statement.text, wanted)
    found = _candidates(statement, library, hinted)
    if not found:
        return []
    matched = [[_match(each, source) for each in wanted] for source in found]
    scores = [
        [
            sum(wanted[at].weight * row[at] for at in range(first, last))
            * (1 + (_HINT if source.hit.rank in hinted else 0))
            for first, last in pieces
        ]
        for source, row in zip(found, matched, strict=True)
    ]
    chosen = [_best_path(found, scores, total)]
    order = sorted(range(len(found)), key=lambda row: -sum(scores[row]))
    chosen += [[row] * len(pieces) for row in order[:3] if [row] * len(pieces) != chosen[0]]
    return [_alignment(path, pieces, wanted, matched, found, total) for path in chosen]


def _candidates(
    statement: Statement, library: Library, hinted: frozenset[int]
) -> list[Evidence]:
    """The sentences that share most with it, and the ones beside the best of them."""
    stems = {word.stem for word in statement.content}
    values = {each.bare[0] for each in statement.figures} | set(map(float, statement.years))

    def score(source: Evidence) -> float:
        shared = sum(library.weight(each) for each in stems & source.statement.stems)
        numbers = {each.bare[0] for each in source.statement.figures}
        numbers.update(map(float, source.statement.years))
        named = sum(0.4 * library.weight(each) for each in stems & source.around.stems)
        hint = 1 + (_HINT if source.hit.rank in hinted else 0)
        return (shared + named + library.weight("") * len(values & numbers)) * hint

    ranked = sorted(library.evidence, key=score, reverse=True)
    best = [each for each in ranked[:_CANDIDATES] if score(each) > 0]
    beside = [
        each
        for each in library.evidence
        if each not in best and any(each.follows(one) or one.follows(each) for one in best[:2])
    ]
    return best + beside


def _match(particle: Particle, source: Evidence) -> float:
    """How surely the source has the word or figure, from 0 to 1."""
    item = particle.item
    if isinstance(item, Figure):
        if same_figure_in(item, source):
            return 1
        return 0.5 if item.year and item.values[0] in source.around.years else 0
    if item is None:
        return 1 if source.statement.dates else 0
    stem = item.stem
    if stem in source.statement.stems:
        return 1
    best = max((alike(stem, other) for other in source.statement.stems), default=0)
    if best:
        return best
    if item.capital and in_names(item, source.statement):
        return 1
    if any(same_side(stem, other) for other in source.statement.stems):
        return 0.9
    if stem in source.around.stems or (item.capital and in_names(item, source.around)):
        return 0.8 if item.capital else 0.5
    return 0


def _pieces(text: str, wanted: Sequence[Particle]) -> list[tuple[int, int]]:
    """Ranges of particles between the borders of clauses, none too small to stand alone."""
    borders = [match.start() for match in _BORDER.finditer(text)]
    ranges: list[tuple[int, int]] = []
    first = 0
    for at in range(1, len(wanted) + 1):
        here = at == len(wanted) or any(
            wanted[at - 1].end <= border <= wanted[at].start for border in borders
        )
        if here and (at - first >= _FEWEST or at == len(wanted)):
            ranges.append((first, at))
            first = at
    if len(ranges) > 1 and ranges[-1][1] - ranges[-1][0] < _FEWEST:
        last = ranges.pop()
        ranges[-1] = (ranges[-1][0], last[1])
    return ranges


def _best_path(
    found: Sequence[Evidence], scores: Sequence[Sequence[float]], total: float
) -> list[int]:
    """The source of each piece, so that cover less the cost of changing is greatest."""
    best = [row[0] for row in scores]
    back: list[list[int]] = []
    for piece in range(1, len(scores[0])):
        steps: list[int] = []
        following: list[float] = []
        for here in range(len(found)):
            options = [best[there] - _cost(found, there, here) * total for there in range(len(found))]
            step = max(range(len(found)), key=options.__getitem__)
            steps.append(step)
            following.append(options[step] + scores[here][piece])
        best = following
        back.append(steps)
    at = max(range(len(found)), key=best.__getitem__)
    path = [at]
    for steps in reversed(back):
        at = steps[at]
        path.append(at)
    return path[::-1]


def _cost(found: Sequence[Evidence], there: int, here: int) -> float:
    if there == here:
        return 0
    return _NEXT_SEAM if found[here].follows(found[there]) else _SEAM


def _alignment(
    path: Sequence[int],
    pieces: Sequence[tuple[int, int]],
    wanted: Sequence[Particle],
    matched: Sequence[Sequence[float]],
    found: Sequence[Evidence],
    total: float,
) -> Alignment:
    parts: list[Part] = []
    missing: list[Particle] = []
    covered = 0.0
    opened = 0
    run: list[float] = []
    gap = 0.0
    for at, row in enumerate(path):
        if at + 1 < len(path) and path[at + 1] == row:
            continue
        first, last = pieces[opened][0], pieces[at][1]
        opened = at + 1
        weight = sum(each.weight for each in wanted[first:last])
        own = sum(wanted[each].weight * matched[row][each] for each in range(first, last))
        missing += [wanted[each] for each in range(first, last) if not matched[row][each]]
        for each in range(first, last):
            run = [] if matched[row][each] else [*run, wanted[each].weight]
            gap = max(gap, sum(run) if len(run) >= _GAP else 0.0)
        covered += own
        parts.append(
            Part(
                wanted[first].start if parts else 0,
                wanted[last].start if last < len(wanted) else len(wanted) and wanted[-1].end + 9_999,
                found[row],
                own / weight if weight else 0.0,
                weight,
            )
        )
    missing.sort(key=lambda each: -each.weight)
    return Alignment(tuple(parts), covered / total, tuple(each.text for each in missing), gap / total)
