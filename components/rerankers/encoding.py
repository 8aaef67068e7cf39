"""Question and passage → word pieces, the input of the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Encoding

from components.onnx import load_tokenizer

MAX_TOKENS = 320
"""Most tokens of question, headings and passage together; longer passages are cut."""
_MAX_QUESTION_TOKENS = 64
_MAX_HEADING_TOKENS = 40
_MIN_PASSAGE_TOKENS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The reader's input for one passage.

    `ids` and `types` have n entries: [CLS] question [SEP] headings [SEP] passage [SEP], of type 0
    up to the first [SEP] and 1 after it. The passage's pieces are `first` to
    `first + len(spans)`, and `spans` are their characters in the passage.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: int
    spans: tuple[tuple[int, int], ...]


class PassageEncoder:
    """Splits a question and its passages into word pieces.

    encoder = PassageEncoder(folder / "tokenizer.json")
    encoder.encode("Who keeps the light?", [("Lighthouse › Keepers", "Ann keeps it.")])
    """

    def __init__(self, path: Path) -> None:
        self._tokenizer = load_tokenizer(path)
        self._start = self.id_of("[CLS]")
        self._end = self.id_of("[SEP]")

    def encode(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Encoded]:
        """Return the input for each (headings, text), in their order."""
        texts = [question, *(part for passage in passages for part in passage)]
        asked, *parts = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        # `encode_batch_fast` gives no offsets.
        read = self._tokenizer.encode_batch(
            [text for _, text in passages], add_special_tokens=False
        )
        return [
            self._joined(asked.ids, over.ids, text)
            for over, text in zip(parts[::2], read, strict=True)
        ]

    def id_of(self, piece: str) -> int:
        """Return the number of a word piece. Raises KeyError if it is not in the vocabulary."""
        found = self._tokenizer.token_to_id(piece)
        if found is None:
            raise KeyError(piece)
        return int(found)

    def _joined(self, asked: list[int], over: list[int], text: Encoding) -> Encoded:
        question = [self._start, *asked[:_MAX_QUESTION_TOKENS], self._end]
        # The innermost headings, which come last, say most about the passage.
        front = [*question, *over[-_MAX_HEADING_TOKENS:], self._end]
        room = max(_MIN_PASSAGE_TOKENS, MAX_TOKENS - len(front) - 1)
        ids = [*front, *text.ids[:room], self._end]
        return Encoded(
            ids=tuple(ids),
            types=tuple([0] * len(question) + [1] * (len(ids) - len(question))),
            first=len(front),
            spans=tuple(text.offsets[:room]),
        )
