"""List the providers of chat models, and what each one needs."""

from dataclasses import dataclass
from importlib.util import find_spec

from components.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider of chat models.

    `integration` is its name in LangChain and `package` what pip installs, in the version that
    was tested. `key` is the environment variable (and name in `.streamlit/secrets.toml`) of its
    key. `address` is the default address of a person's own server, or None for a hosted service.
    """

    id: str
    label: str
    integration: str
    module: str
    package: str
    key: str = ""
    key_needed: bool = True
    address: str | None = None
    example: str

    @property
    def spoken(self) -> str:
        """Return the subject of sentences about this provider."""
        return "The server" if self.id == "server" else self.label

    @property
    def installed(self) -> bool:
        """Return whether the package is installed."""
        return find_spec(self.module) is not None

    @property
    def install_line(self) -> str:
        """Return the command that installs the package."""
        return f"pip install {self.package}"


_OPENAI = "langchain-openai==1.7.3"

PROVIDERS = (
    Provider(
        id="openai",
        label="OpenAI",
        integration="openai",
        module="langchain_openai",
        package=_OPENAI,
        key="OPENAI_API_KEY",
        example="gpt-5-mini",
    ),
    Provider(
        id="anthropic",
        label="Anthropic",
        integration="anthropic",
        module="langchain_anthropic",
        package="langchain-anthropic==1.7.7",
        key="ANTHROPIC_API_KEY",
        example="claude-haiku-4-5",
    ),
    Provider(
        id="google",
        label="Google",
        integration="google_genai",
        module="langchain_google_genai",
        package="langchain-google-genai==4.4.2",
        key="GOOGLE_API_KEY",
        example="gemini-2.5-flash",
    ),
    Provider(
        id="mistral",
        label="Mistral",
        integration="mistralai",
        module="langchain_mistralai",
        package="langchain-mistralai==1.1.6",
        key="MISTRAL_API_KEY",
        example="mistral-small-latest",
    ),
    Provider(
        id="ollama",
        label="Ollama",
        integration="ollama",
        module="langchain_ollama",
        package="langchain-ollama==1.1.0",
        address="http://127.0.0.1:11434",
        key_needed=False,
        example="qwen3:4b",
    ),
    Provider(
        id="server",
        label="OpenAI-compatible server",
        integration="openai",
        module="langchain_openai",
        package=_OPENAI,
        key="FOOTNOTE_SERVER_KEY",
        key_needed=False,
        address="http://127.0.0.1:8000/v1",
        example="the name that the server lists",
    ),
)
"""Supported providers; "server" covers vLLM, llama.cpp, LM Studio and `transformers serve`."""


def provider(provider_id: str) -> Provider:
    """Return the provider with this id. Raises ModelError."""
    for each in PROVIDERS:
        if each.id == provider_id:
            return each
    known = ", ".join(each.id for each in PROVIDERS)
    raise ModelError(f"There is no provider {provider_id!r}; the known ones are {known}.")
