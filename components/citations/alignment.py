"""Parts of an answer's sentence, each with the sentence of the hits that covers it best.

The sentence is cut at its commas and conjunctions, and changing from one source to another costs.
So two facts may be joined where grammar joins them, while halves stitched together in mid-clause
find no cover.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from components.citations.coverage import (
    HARDLY,
    OUT_OF_STEP,
    Particle,
    in_step,
    is_lopsided,
    match,
    meaning_cover,
    particles,
)
from components.citations.evidence import Evidence, Passages
from components.citations.statements import Statement

_BORDER = re.compile(
    r"[,;:()–—]\s|\s[-–—]\s|\s\(|\b(?=(?:and|but|or|while|whereas|although|though|because|so|"
    r"when|after|before|as well as|und|aber|sowie|während|et|mais|tandis)\b)",
    re.IGNORECASE,
)
"""Border between two facts. Not before "which" or "with": without a comma those
continue with the word before them."""
_END = 1_000_000
_CANDIDATES = 6
_SEAM, _NEXT_SEAM = 1.6, 0.8
"""Cost of changing the source, in rare words; less for the next sentence."""
_HINT = 0.03
"""Bonus for the model's own marker, which decides between two that are nearly as good."""
_FEWEST = 2
"""Words or figures of the shortest part that has a source of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence and its source. `cover` runs from 0 to 1."""

    start: int
    end: int
    evidence: Evidence
    cover: float
    words: int
    """Content words, figures and dates in it."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Parts in order. `missing` are the words that no source has, weightiest first."""

    parts: tuple[Part, ...]
    cover: float
    missing: tuple[str, ...]
    lopsided: bool
    """An end is covered whole and the other hardly, as in a stitch or an addition."""
    out_of_step: bool
    """An end runs as its source does, and the words of the other are scattered."""
    open: frozenset[int]
    """Start offsets of the words without cover."""


def alignments(
    statement: Statement, library: Passages, hinted: frozenset[int], question: Statement
) -> list[Alignment]:
    """Return ways to support the sentence, best first: from several sentences, or from one.

    `hinted` are the indices of the hits that the model named; `question` helps to find the
    sentence that a short answer ("In 1893.") comes from.
    """
    targets = particles(statement, library)
    total = sum(each.weight for each in targets)
    if not total:
        return []
    pieces = _pieces(statement.text, targets)
    found = _candidates(statement, library, hinted, question)
    if not found:
        return []
    matched = [[match(each, source, statement) for each in targets] for source in found]
    scores = [
        [
            sum(targets[at].weight * row[at] for at in range(first, last))
            * (1 + (_HINT if source.place in hinted else 0))
            for first, last, _ in pieces
        ]
        for source, row in zip(found, matched, strict=True)
    ]
    rare = library.weight("")
    order = sorted(range(len(found)), key=lambda row: -sum(scores[row]))
    chosen = [
        _best_path(found, scores, rare),
        # Of two joined sentences in the same words, the costs would give all to one.
        _best_path(found, scores, 0.1 * rare),
        *([row] * len(pieces) for row in order[:3]),
    ]
    paths = dict.fromkeys(map(tuple, chosen))
    return [_alignment(path, pieces, targets, matched, found, total) for path in paths]


def _candidates(
    statement: Statement, library: Passages, hinted: frozenset[int], question: Statement
) -> list[Evidence]:
    """Return the sentences that share most with it, and the neighbours of the best of them."""
    stems = {word.stem for word in (*statement.content, *question.content)}
    values = {each.bare[0] for each in statement.figures} | set(map(float, statement.years))

    def score(source: Evidence) -> float:
        shared = sum(library.weight(each) for each in stems & source.statement.stems)
        numbers = {each.bare[0] for each in source.statement.figures}
        numbers.update(map(float, source.statement.years))
        named = sum(0.4 * library.weight(each) for each in stems & source.around.stems)
        hint = 1 + (_HINT if source.place in hinted else 0)
        return (shared + named + library.weight("") * len(values & numbers)) * hint

    ranked = sorted(library.evidence, key=score, reverse=True)
    best = [each for each in ranked[:_CANDIDATES] if score(each) > 0]
    beside = [
        each
        for each in library.evidence
        if each not in best and any(each.follows(one) or one.follows(each) for one in best[:2])
    ]
    return best + beside


def _pieces(text: str, targets: Sequence[Particle]) -> list[tuple[int, int, int]]:
    """Return (first, last, offset) of the particles between clause borders, none too short."""
    borders = [
        match.start()
        for match in _BORDER.finditer(text)
        if not any(each.start < match.start() < each.end for each in targets)
    ]
    ranges: list[tuple[int, int, int]] = []
    first = begins = 0
    for at in range(1, len(targets) + 1):
        last = at == len(targets)
        here = [
            each
            for each in borders
            if not last and targets[at - 1].end <= each <= targets[at].start
        ]
        if last or (here and at - first >= _FEWEST):
            ranges.append((first, at, begins))
            first, begins = at, here[0] if here else 0
    if len(ranges) > 1 and ranges[-1][1] - ranges[-1][0] < _FEWEST:
        (_, end, _), (start, _, begins) = ranges.pop(), ranges.pop()
        ranges.append((start, end, begins))
    return ranges


def _best_path(
    found: Sequence[Evidence], scores: Sequence[Sequence[float]], rare: float
) -> list[int]:
    """Return the source of each piece that maximises cover less the cost of changing."""
    best = [row[0] for row in scores]
    back: list[list[int]] = []
    for piece in range(1, len(scores[0])):
        steps: list[int] = []
        following: list[float] = []
        for here in range(len(found)):
            options = [
                best[there] - _cost(found, there, here) * rare for there in range(len(found))
            ]
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
    pieces: Sequence[tuple[int, int, int]],
    targets: Sequence[Particle],
    matched: Sequence[Sequence[float]],
    found: Sequence[Evidence],
    total: float,
) -> Alignment:
    parts: list[Part] = []
    missing: list[Particle] = []
    covered = 0.0
    opened = 0
    steps: list[float] = []
    for at, row in enumerate(path):
        if at + 1 < len(path) and path[at + 1] == row:
            continue
        (first, _, begins), (_, last, _) = pieces[opened], pieces[at]
        opened = at + 1
        weight = sum(each.weight for each in targets[first:last])
        own = sum(targets[each].weight * matched[row][each] for each in range(first, last))
        missing += [targets[each] for each in range(first, last) if not matched[row][each]]
        steps += in_step(targets[first:last], found[row])
        covered += own
        parts.append(
            Part(
                begins,
                pieces[at + 1][2] if at + 1 < len(pieces) else _END,
                found[row],
                own / weight if weight else 0.0,
                last - first,
            )
        )
    missing.sort(key=lambda each: -each.weight)
    return Alignment(
        tuple(parts),
        covered / total,
        tuple(each.text for each in missing),
        is_lopsided(targets, [0.0 if each in missing else 1.0 for each in targets], HARDLY),
        bool(missing) and is_lopsided(targets, steps, OUT_OF_STEP),
        frozenset(each.start for each in missing),
    )


def softened(alignment: Alignment, targets: Sequence[Particle], library: Passages) -> Alignment:
    """Return the alignment where a word may also be covered by one of similar meaning.

    Call it only where the words alone do not decide: each word costs the embedder a text.
    """
    total = sum(each.weight for each in targets)
    covered = alignment.cover * total
    covers: list[float] = []
    for particle in targets:
        if particle.start not in alignment.open:
            covers.append(1.0)
            continue
        part = next(each for each in alignment.parts if each.start <= particle.start < each.end)
        cover = meaning_cover(particle, part.evidence, library)
        covered += particle.weight * cover
        covers.append(cover)
    lopsided = is_lopsided(targets, covers, HARDLY)
    return replace(alignment, cover=covered / total, lopsided=lopsided)
