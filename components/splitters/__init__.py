"""Document → Chunks with exact spans."""

from components.splitters.structure import StructureSplitter

__all__ = ["StructureSplitter"]
