"""JavaScript and CSS that lie beside the components which use them."""

from pathlib import Path

_HERE = Path(__file__).parent


def asset(*names: str) -> str:
    """The files' text, one after the other."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
