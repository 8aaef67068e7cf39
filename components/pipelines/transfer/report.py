"""The report of an import."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """Counts of what an import added, skipped and refused."""

    documents: int = 0
    unchanged: int = 0
    embedded_anew: int = 0
    renamed: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Names and reasons of what was refused."""
    conversations: int = 0
    conversations_unchanged: int = 0
    preferences: bool = False
    """True where the saved preferences were imported."""

    def sentences(self) -> list[str]:
        """Return the report as sentences, such as "3 documents added."."""
        lines = [f"{_count(self.documents, 'document')} added."]
        if self.unchanged:
            lines.append(f"{_count(self.unchanged, 'document')} already here.")
        if self.embedded_anew:
            lines.append(
                f"{self.embedded_anew} re-embedded, because another embedder made their vectors."
            )
        if self.renamed:
            lines.append(
                f"{_count(len(self.renamed), 'name')} already in use; both documents are kept, and "
                "the imported one has “(imported)” in its name."
            )
        lines.append(f"{_count(self.conversations, 'conversation')} added.")
        if self.conversations_unchanged:
            lines.append(f"{_count(self.conversations_unchanged, 'conversation')} already here.")
        if self.preferences:
            lines.append("The search and answer settings were imported.")
        if self.failed:
            lines.append(f"{len(self.failed)} could not be imported:")
        return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
