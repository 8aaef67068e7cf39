"""Which sentences of the hits stand behind a sentence of the answer, and which part behind which.

The sentence is cut at its commas and conjunctions; each piece goes to the sentence that covers
it best, and changing from one to another costs. So two facts may be joined where grammar joins
them, while halves stitched together in mid-clause find no cover.
"""

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from components.citations.evidence import Evidence, Library
from components.citations.figures import Figure
from components.citations.names import in_names, same_figure_in
from components.citations.polarity import has_opposite, same_side
from components.citations.statements import Statement
from components.citations.words import LONG_STEM, Word, alike

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
_END_WORDS, _WHOLE, _HARDLY = 4, 0.95, 0.55
"""Words of an end, and the shares of it from which it counts as covered whole, and as hardly."""
_OUT_OF_STEP = 0.3
"""Share of an end's words that stand beside a neighbour of the source's, below which the end was
not taken from there, however many of its words are."""
_LIKE = 0.5
"""Cosine from which the embedder takes two words for near in meaning: "price" and "cost"."""
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
    found += [Particle(each.start, each.end, usual, each, each.text) for each in statement.figures]
    found += [Particle(each.start, each.end, usual, None, each.text) for each in statement.dates]
    return sorted(found, key=lambda each: each.start)


def alignments(
    statement: Statement, library: Library, hinted: frozenset[int], question: Statement
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
    matched = [[_match(each, source, statement) for each in wanted] for source in found]
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
    statement: Statement, library: Library, hinted: frozenset[int], question: Statement
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


def _match(particle: Particle, source: Evidence, statement: Statement) -> float:
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
    near = source.statement.long_stems.get(stem[:LONG_STEM], ())
    if best := max((alike(stem, other) for other in near), default=0):
        return best
    if item.capital and in_names(item, source.statement, statement):
        return 1
    if has_opposite(stem) and any(same_side(stem, other) for other in source.statement.listed):
        return 0.9
    if stem in source.around.stems or (item.capital and in_names(item, source.around, statement)):
        return 0.8 if item.capital else 0.5
    return 0


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
            gap = max(gap, sum(run) if len(run) >= _GAP else 0.0)
        steps += _in_step(wanted[first:last], found[row])
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
        _lopsided(wanted, [0.0 if each in missing else 1.0 for each in wanted], _HARDLY),
        bool(missing) and _lopsided(wanted, steps, _OUT_OF_STEP),
        frozenset(each.start for each in missing),
    )


def softened(alignment: Alignment, wanted: Sequence[Particle], library: Library) -> Alignment:
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
        likeness = _meant(particle, part.evidence, library)
        covered += particle.weight * likeness
        covers.append(likeness)
        run = [] if likeness else [*run, particle.weight]
        gap = max(gap, sum(run) if len(run) >= _GAP else 0.0)
    return replace(
        alignment,
        cover=covered / total,
        gap=gap / total,
        lopsided=_lopsided(wanted, covers, _HARDLY),
    )


def _in_step(wanted: Sequence[Particle], source: Evidence) -> list[float]:
    """1 for each word that the source has beside the same neighbour, 0 for the others."""
    stems = [word.stem for word in source.statement.content]
    near = {pair for gap in (1, 2) for pair in zip(stems, stems[gap:], strict=False)}
    own = [each.item.stem if isinstance(each.item, Word) else "" for each in wanted]
    steps = [0.0 if stem else 1.0 for stem in own]
    for at, pair in enumerate(zip(own, own[1:], strict=False)):
        if pair in near or "" in pair:
            steps[at] = steps[at + 1] = 1.0
    return steps


def _lopsided(wanted: Sequence[Particle], covers: Sequence[float], hardly: float) -> bool:
    weights = [each.weight for each in wanted]
    for at in range(_END_WORDS, len(wanted) - _END_WORDS + 1):
        shares = [
            sum(map(operator.mul, weights[side], covers[side])) / sum(weights[side])
            for side in (slice(None, at), slice(at, None))
        ]
        side = slice(None, at) if shares[0] < shares[1] else slice(at, None)
        open_words = sum(each < hardly for each in covers[side])
        if max(shares) > _WHOLE and min(shares) < hardly and open_words >= _GAP:
            return True
    return False


def _meant(particle: Particle, source: Evidence, library: Library) -> float:
    word = particle.item
    if not isinstance(word, Word) or word.capital:
        return 0
    others = sorted({each.text.casefold() for each in source.statement.content})
    best = max(library.cosines(word.text.casefold(), others), default=0.0)
    return best if best >= _LIKE else 0.0
