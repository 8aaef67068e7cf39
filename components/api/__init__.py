"""An OpenAI-compatible interface for programs."""

from components.api.application import build_application, is_loopback

__all__ = ["build_application", "is_loopback"]
