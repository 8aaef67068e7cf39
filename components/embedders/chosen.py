"""Keep the embedder in use, which can be changed while Footnote runs."""

from collections.abc import Iterable, Iterator, Sequence

from components.errors import EmbedderError
from components.protocols import Embedder, Vectors
from components.types import ModelCard, Progress


class ChosenEmbedder:
    """Embeds with the model that a person selected, or else with the default.

    Collections that an earlier embedder embedded can still get it from `named`, until `release`
    drops it.

    embedder = ChosenEmbedder(BundledEmbedder(cache=cache))
    embedder.use(other)
    """

    def __init__(self, default: Embedder) -> None:
        self._default = default
        self._current = default
        self._earlier: tuple[Embedder, ...] = ()
        self.trouble = ""
        """A sentence on why the selected embedder is not used; "" if nothing is wrong."""

    def use(self, embedder: Embedder | None) -> None:
        """Use this embedder from now on; None selects the default.

        Not to be called while something is being embedded.
        """
        before, self._current = self._current, embedder or self._default
        self._earlier = (before, *(each for each in self._earlier if each is not before))
        self.trouble = ""

    def serve(self, embedder: Embedder) -> None:
        """Offer this embedder in `named`, for collections that it embedded."""
        self._earlier = (*self._earlier, embedder)

    def named(self, name: str) -> Embedder | None:
        """Return the embedder of this name, loaded; None if it is not available."""
        if self._current.name == name:
            for _ in self.prepare():  # it may turn out that it cannot be loaded
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
        """Drop the earlier embedders except those in `names`, which collections still need."""
        needed = set(names)
        self._earlier = tuple(each for each in self._earlier if each.name in needed)

    @property
    def name(self) -> str:
        """Return the name of the embedder in use."""
        return self._current.name

    @property
    def dimension(self) -> int:
        """Return the length d of a vector."""
        return self._current.dimension

    @property
    def max_tokens(self) -> int:
        """Return the most tokens of a text that are read."""
        return self._current.max_tokens

    @property
    def card(self) -> ModelCard:
        """Return the description that the settings show."""
        return self._current.card

    def prepare(self) -> Iterator[Progress]:
        """Load the embedder in use.

        If it cannot be loaded, the default replaces it and `trouble` says why. Raises
        EmbedderError if the default cannot be loaded either.
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
        """Use the default from now on, and keep the reason in `trouble`."""
        self._current = self._default
        self.trouble = reason

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (n, d)."""
        return self._current.encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, shape (n, d)."""
        return self._current.encode_questions(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        return self._current.count_tokens(texts)
