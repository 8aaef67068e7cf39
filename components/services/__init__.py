"""The only place that chooses concrete parts: `build(settings)` returns `Services`."""

from components.services.building import build
from components.services.running import Services

__all__ = ["Services", "build"]
