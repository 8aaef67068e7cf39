"""Question and passage → word pieces, each of which knows its characters."""

import pytest

from components.embedders.bundled import weights_folder
from components.rerankers.encoding import MAX_TOKENS, Encoded, PassageEncoder

QUESTION = "Who keeps the light?"


@pytest.fixture(scope="module")
def encoder() -> PassageEncoder:
    return PassageEncoder(weights_folder() / "tokenizer.json")


def _sound(encoded: Encoded, encoder: PassageEncoder) -> None:
    """[CLS] question [SEP] headings [SEP] passage [SEP], and nothing is longer than it may be."""
    start, end = encoder.id_of("[CLS]"), encoder.id_of("[SEP]")
    assert len(encoded.ids) == len(encoded.types) <= MAX_TOKENS
    assert encoded.ids[0] == start
    assert encoded.ids.count(end) == 3
    assert encoded.ids[-1] == end == encoded.ids[encoded.first - 1]
    asked = encoded.ids.index(end) + 1
    assert encoded.types == (0,) * asked + (1,) * (len(encoded.ids) - asked)
    assert encoded.first + len(encoded.spans) + 1 == len(encoded.ids)


def test_spans_are_the_characters_of_the_passage(encoder: PassageEncoder) -> None:
    text = "😀 Zoë’s café, in 灯塔: the unbelievably\n\n bright lamp."
    (encoded,) = encoder.encode(QUESTION, [("Light › Keepers", text)])
    _sound(encoded, encoder)
    said = [text[start:end] for start, end in encoded.spans]
    for word in ("Zoë", "café", "灯", "塔", "lamp"):
        assert word in said
    assert "".join(said).replace(" ", "") == "".join(text.split())
    for piece, words in zip(encoded.ids[encoded.first :], said, strict=False):
        if words.isascii() and words in ("in", "the", "lamp", "bright"):
            assert piece == encoder.id_of(words)


def test_passages_keep_their_own_headings(encoder: PassageEncoder) -> None:
    passages = [("Light", "Ann keeps it."), ("", "Nobody does."), ("Boats", "")]
    one, two, three = encoder.encode(QUESTION, passages)
    for each in (one, two, three):
        _sound(each, encoder)
    assert one.ids[one.first - 2] == encoder.id_of("light")
    assert two.ids[two.first - 2] == encoder.id_of("[SEP]")  # no headings
    assert three.spans == ()
    assert encoder.encode(QUESTION, passages[1:2]) == [two]
    assert encoder.encode(QUESTION, []) == []


def test_long_question_and_headings_leave_space_for_the_passage(encoder: PassageEncoder) -> None:
    question = "lamp " * 500
    above = "outer " * 300 + "inner"
    text = "".join(f"tower {number % 10} " for number in range(1000))
    (encoded,) = encoder.encode(question, [(above, text)])
    _sound(encoded, encoder)
    assert len(encoded.ids) == MAX_TOKENS
    assert len(encoded.spans) > MAX_TOKENS / 2  # the passage gets most of the space
    assert encoded.ids[encoded.first - 2] == encoder.id_of("inner")  # of headings, the last
    assert [text[start:end] for start, end in encoded.spans[:4]] == ["tower", "0", "tower", "1"]
    (short,) = encoder.encode(QUESTION, [("", text)])
    assert len(short.ids) == MAX_TOKENS
    assert len(short.spans) > len(encoded.spans)


def test_unknown_word_piece_raises(encoder: PassageEncoder) -> None:
    with pytest.raises(KeyError):
        encoder.id_of("no such piece")
