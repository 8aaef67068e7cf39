"""Messages → text, from a hosted model or from one in this process."""

from components.chat_models.choices import (
    checked,
    choice_from,
    choice_in_words,
    in_words,
    takes_address,
)
from components.chat_models.hosted import HostedChatModel, Patience, import_integration
from components.chat_models.listing import list_models
from components.chat_models.local import DEFAULT_LOCAL_MODEL, LOCAL, LocalChatModel
from components.chat_models.providers import PROVIDERS, Provider, provider

__all__ = [
    "DEFAULT_LOCAL_MODEL",
    "LOCAL",
    "PROVIDERS",
    "HostedChatModel",
    "LocalChatModel",
    "Patience",
    "Provider",
    "checked",
    "choice_from",
    "choice_in_words",
    "import_integration",
    "in_words",
    "list_models",
    "provider",
    "takes_address",
]
