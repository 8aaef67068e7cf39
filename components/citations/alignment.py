"""Which sentences of the hits stand behind a sentence of the answer, and which part behind which.

The sentence is cut at its commas and conjunctions; each piece goes to the sentence that covers
it best, and changing from one to another costs. So two facts may be joined where grammar joins
them, while halves stitched together in mid-clause find no cover.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from components.citations.cover import (
    GAP,
    HARDLY,
    OUT_OF_STEP,
    Particle,
    in_step,
    lopsided,
    match,
    meant,
    particles,
)
from components.citations.evidence import Evidence, Passages
from components.citations.statements import Statement

_BORDER = re.compile(
    r"[,;:()–—]\s|\s[-–—]\s|\s\(|\b(?=(?:and|but|or|while|whereas|although|though|because|so|"
    r"when|after|before|as well as|und|aber|sowie|während|et|mais|tandis)\b)",
    re.IGNORECASE,
)
"""Where one fact may end and another begin. Not before "which" or "with": without a comma those
go on about the word before them."""
_END = 1_000_000
_CANDIDATES = 6
_SEAM, _NEXT_SEAM = 1.6, 0.8
"""What changing the source costs, in rare words; less for the sentence after."""
_HINT = 0.03
"""What the model's own marker is worth: it decides between two that are nearly as good."""
_FEWEST = 2
"""Words or figures from which a part of a sentence can be said to come from somewhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence and what stands behind it. `cover` runs from 0 to 1."""

    start: int
    end: int
    evidence: Evidence
    cover: float
    words: int
    """Content words, figures and dates in it."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Parts in order. `missing` are the words that no source has, weightiest first.

    `gap`: the longest stretch without cover, as a share of the sentence.
    """

    parts: tuple[Part, ...]
    cover: float
    missing: tuple[str, ...]
    gap: float
    lopsided: bool
    """Whether one end is covered whole and the other hardly: a stitch, or an addition."""
    out_of_step: bool
    """Whether one end runs as its source does and the words of the other stand here and there."""
    open: frozenset[int]
    """Where the words without cover start."""


def alignments(
    statement: Statement, library: Passages, hinted: frozenset[int], question: Statement
) -> list[Alignment]:
    """Ways to support the sentence, best first: from several sentences, or from one alone.

    `hinted` are the places of the hits that the model named; `question` helps to find the
    sentence that a short answer ("In 1893.") comes from.
    """
    wanted = particles(statement, library)
    total = sum(each.weight for each in wanted)
    if not total:
        return []
    pieces = _pieces(statement.text, wanted)
    found = _candidates(statement, library, hinted, question)
    if not found:
        return []
    matched = [[match(each, source, statement) for each in wanted] for source in found]
    scores = [
        [
            sum(wanted[at].weight * row[at] for at in range(first, last))
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
    return [_alignment(path, pieces, wanted, matched, found, total) for path in paths]


def _candidates(
    statement: Statement, library: Passages, hinted: frozenset[int], question: Statement
) -> list[Evidence]:
    """The sentences that share most with it, and the ones beside the best of them."""
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


def _pieces(text: str, wanted: Sequence[Particle]) -> list[tuple[int, int, int]]:
    """Ranges of particles between the borders of clauses, none too small to stand alone.

    The third number is where in the text the piece begins.
    """
    borders = [
        match.start()
        for match in _BORDER.finditer(text)
        if not any(each.start < match.start() < each.end for each in wanted)
    ]
    ranges: list[tuple[int, int, int]] = []
    first = begins = 0
    for at in range(1, len(wanted) + 1):
        last = at == len(wanted)
        here = [
            each for each in borders if not last and wanted[at - 1].end <= each <= wanted[at].start
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
    """The source of each piece, so that cover less the cost of changing is greatest."""
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
    steps: list[float] = []
    gap = 0.0
    for at, row in enumerate(path):
        if at + 1 < len(path) and path[at + 1] == row:
            continue
        (first, _, begins), (_, last, _) = pieces[opened], pieces[at]
        opened = at + 1
        weight = sum(each.weight for each in wanted[first:last])
        own = sum(wanted[each].weight * matched[row][each] for each in range(first, last))
        missing += [wanted[each] for each in range(first, last) if not matched[row][each]]
        for each in range(first, last):
            run = [] if matched[row][each] else [*run, wanted[each].weight]
            gap = max(gap, sum(run) if len(run) >= GAP else 0.0)
        steps += in_step(wanted[first:last], found[row])
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
        gap / total,
        lopsided(wanted, [0.0 if each in missing else 1.0 for each in wanted], HARDLY),
        bool(missing) and lopsided(wanted, steps, OUT_OF_STEP),
        frozenset(each.start for each in missing),
    )


def softened(alignment: Alignment, wanted: Sequence[Particle], library: Passages) -> Alignment:
    """The same, where a word without cover may be covered by one of like meaning.

    Only asked where the words alone do not decide: each word costs the embedder a text.
    """
    total = sum(each.weight for each in wanted)
    covered, gap = alignment.cover * total, 0.0
    run: list[float] = []
    covers: list[float] = []
    for particle in wanted:
        if particle.start not in alignment.open:
            run = []
            covers.append(1.0)
            continue
        part = next(each for each in alignment.parts if each.start <= particle.start < each.end)
        likeness = meant(particle, part.evidence, library)
        covered += particle.weight * likeness
        covers.append(likeness)
        run = [] if likeness else [*run, particle.weight]
        gap = max(gap, sum(run) if len(run) >= GAP else 0.0)
    return replace(
        alignment,
        cover=covered / total,
        gap=gap / total,
        lopsided=lopsided(wanted, covers, HARDLY),
    )
