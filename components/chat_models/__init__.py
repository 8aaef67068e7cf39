"""Messages → text, by any provider or in this process."""

from components.chat_models.hosted import HostedChatModel
from components.chat_models.local import DEFAULT_LOCAL_MODEL, LOCAL, LocalChatModel
from components.chat_models.providers import PROVIDERS, Provider, provider

__all__ = [
    "DEFAULT_LOCAL_MODEL",
    "LOCAL",
    "PROVIDERS",
    "HostedChatModel",
    "LocalChatModel",
    "Provider",
    "provider",
]
