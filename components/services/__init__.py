"""build(settings): the only place that chooses concrete parts, and what it builds."""

from components.services.building import build
from components.services.running import Services

__all__ = ["Services", "build"]
