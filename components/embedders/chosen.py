"""The embedder in force, which may become another while Footnote runs."""

from collections.abc import Iterable, Iterator, Sequence

from components.errors import EmbedderError
from components.protocols import Embedder, Vectors
from components.types import ModelCard, Progress


class ChosenEmbedder:
    """What collections are to be embedded with: one that a person keeps, or the default.

    One that collections were embedded with before goes on serving them, by `named`, until
    `release` says that none needs it any more.

    embedder = ChosenEmbedder(BundledEmbedder(cache=cache))
    embedder.use(other)
    """

    def __init__(self, default: Embedder) -> None:
        self._default = default
        self._current = default
        self._earlier: tuple[Embedder, ...] = ()
        self.trouble = ""
        """Why the one that was kept is not in force, in a sentence; "" where nothing is wrong."""

    def use(self, embedder: Embedder | None) -> None:
        """Have it in force from now on; None: the default. Not while anything is being embedded."""
        before, self._current = self._current, embedder or self._default
        self._earlier = (before, *(each for each in self._earlier if each is not before))
        self.trouble = ""

    def serve(self, embedder: Embedder) -> None:
        """Have it at hand for collections that are embedded with it still."""
        self._earlier = (*self._earlier, embedder)

    def named(self, name: str) -> Embedder | None:
        """The one that made the vectors of a collection; None where it is not at hand."""
        if self._current.name == name:
            for _ in self.prepare():  # which may find that it cannot be loaded
                pass
            current = self._current
            return current if current.name == name else None
        found = next((each for each in (*self._earlier, self._default) if each.name == name), None)
        try:
            for _ in found.prepare() if found else ():
                pass
        except EmbedderError:
            return None
        return found

    def release(self, names: Iterable[str]) -> None:
        """Let go of those whose vectors no collection has: `names` are of those that some has."""
        needed = set(names)
        self._earlier = tuple(each for each in self._earlier if each.name in needed)

    @property
    def name(self) -> str:
        """Of the one in force."""
        return self._current.name

    @property
    def dimension(self) -> int:
        """D."""
        return self._current.dimension

    @property
    def max_tokens(self) -> int:
        """Tokens it reads of a text."""
        return self._current.max_tokens

    @property
    def card(self) -> ModelCard:
        """What a person is told of it."""
        return self._current.card

    def prepare(self) -> Iterator[Progress]:
        """Get it ready. One that cannot be loaded is passed over for the default, and `trouble`
        says why. Raises EmbedderError where the default has it too.
        """
        current = self._current
        try:
            yield from current.prepare()
        except EmbedderError as error:
            if current is self._default:
                raise
            if self._current is current:
                self.fall_back(str(error))
            yield from self._default.prepare()

    def fall_back(self, reason: str) -> None:
        """Go on with the default."""
        self._current = self._default
        self.trouble = reason

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, d)."""
        return self._current.encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, d)."""
        return self._current.encode_questions(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones excluded."""
        return self._current.count_tokens(texts)
