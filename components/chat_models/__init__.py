"""Messages → text, by any provider or in this process."""

from components.chat_models.hosted import HostedChatModel
from components.chat_models.providers import PROVIDERS, Provider, provider

__all__ = ["PROVIDERS", "HostedChatModel", "Provider", "provider"]
