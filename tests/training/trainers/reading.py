"""Examples of questions with a few passages, to train on."""

from components.text.context import Span
from components.training.pairs.examples import LabelledPassage, ReadingExample


def passage(
    *sentences: str,
    answering: tuple[int, ...] | None = (),
    short: tuple[str, ...] = (),
    above: str = "",
    is_cut: bool = False,
) -> LabelledPassage:
    """Join the sentences with spaces to a passage."""
    text = " ".join(sentences)
    spans: list[Span] = []
    for each in sentences:
        start = text.index(each, spans[-1][1] if spans else 0)
        spans.append((start, start + len(each)))
    return LabelledPassage(
        above=above,
        text=text,
        statements=tuple(spans),
        answering=answering,
        short=tuple((text.index(each), text.index(each) + len(each)) for each in short),
        is_cut=is_cut,
    )


STEPS, KEEPER, LIT = (
    "The tower has 142 steps.",
    "Wren Tolland keeps the lamp.",
    "It was lit in November 1861.",
)
EXAMPLES = (
    ReadingExample(
        question="Who keeps the lamp?",
        passages=(
            passage(
                STEPS, KEEPER, LIT, answering=(1,), short=("Wren Tolland",), above="Light › Keepers"
            ),
            passage("Boats sail at noon.", "Ann keeps them."),
            passage(STEPS, LIT, is_cut=True),
        ),
    ),
    ReadingExample(
        question="When was it lit, and by whom?",
        passages=(
            passage(LIT, STEPS, answering=(0,), short=("November 1861", "1861")),
            passage("Boats are lit by lamps."),
        ),
    ),
    ReadingExample(
        question="Who kept the boat?",
        passages=(passage(STEPS, KEEPER, LIT),),
        changed_from="Who keeps the lamp?",
    ),
    ReadingExample(
        question="What of it all?",
        passages=(passage(KEEPER, LIT, answering=None), passage("Boats sail at noon.")),
    ),
)
