"""Questions and answers as they are kept."""

from dataclasses import dataclass

from components.types.answers import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the person thought of an answer, and why, where they said so."""

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
    """What a list of conversations shows of one."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Turns in order. `title` is its first question, shortened, until it is renamed."""

    id: str
    title: str
    collection: str
    turns: tuple[Turn, ...] = ()
