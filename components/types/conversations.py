"""A conversation has turns: questions with their answers and feedback."""

from dataclasses import dataclass

from components.types.answers import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A person's opinion of an answer, and the reason if they gave one."""

    good: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and the answer it got."""

    question: str
    answer: Answer
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """A conversation in a list."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Turns in order. `title` is its first question, shortened, until it is renamed.

    `created` is in seconds since 1970.
    """

    id: str
    title: str
    collection: str
    turns: tuple[Turn, ...] = ()
    created: float = 0.0
