"""Settings from environment variables, with units and defaults."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from components.errors import SettingsError

VERSION = "0.1.0"
"""Version of the app; a test compares it with pyproject.toml."""
BUNDLED_EMBEDDER = "all-MiniLM-L6-v2"
Network = IPv4Network | IPv6Network


def _cache_folder() -> Path:
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits at which the loader of a file is stopped."""

    file_megabytes: int = 200
    pages: int = 5_000
    characters: int = 20_000_000
    page_seconds: int = 20
    file_seconds: int = 600
    memory_megabytes: int = 1_500

    def __post_init__(self) -> None:
        for each in fields(self):
            if getattr(self, each.name) < 1:
                raise SettingsError(
                    f"FOOTNOTE_MAX_{each.name.upper()} is {getattr(self, each.name)}; "
                    "it must be 1 or more."
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of a running Footnote.

    >>> Settings.from_env({"FOOTNOTE_HOME": "/tmp/notes"}).home.as_posix()
    '/tmp/notes'
    """

    home: Path = field(default_factory=lambda: Path.home() / ".footnote")
    """Data folder of the catalogue and the embedded vector index."""
    cache: Path = field(default_factory=_cache_folder)
    """Folder of model exports, which can be deleted at any time."""
    chroma: str = "embedded"
    """`embedded`, `http://host:port`, or `cloud` (with Chroma's own CHROMA_API_KEY,
    CHROMA_TENANT and CHROMA_DATABASE)."""
    embedder: str = BUNDLED_EMBEDDER
    """The bundled weights, any sentence-transformers name, or the path of a folder with one."""
    model: str = ""
    """The chat model until a person chooses one, as `provider:model`; empty for quotes."""
    model_address: str = ""
    """Address of an Ollama or OpenAI-compatible server; empty for this machine."""
    token: str = field(default="", repr=False)
    """Token that API clients must send; empty allows this machine only."""
    limits: Limits = field(default_factory=Limits)
    web_networks: tuple[Network, ...] = ()
    """Networks besides the public internet from which web pages may be fetched, on any port."""

    def __post_init__(self) -> None:
        if self.chroma not in ("embedded", "cloud") and not self.chroma.startswith(
            ("http://", "https://")
        ):
            raise SettingsError(
                f"FOOTNOTE_CHROMA is {self.chroma!r}; it must be 'embedded', 'cloud', "
                "or an address such as 'http://localhost:8000'."
            )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the variables that start with FOOTNOTE_. Raises SettingsError for a bad value.

        HOME, CACHE, CHROMA, EMBEDDER, MODEL, MODEL_ADDRESS, TOKEN, WEB_NETWORKS (separated by
        commas) and MAX_{FILE_MEGABYTES, PAGES, CHARACTERS, PAGE_SECONDS, FILE_SECONDS,
        MEMORY_MEGABYTES}.
        """
        given: dict[str, Path] = {}
        for knob in ("home", "cache"):
            if value := environ.get(f"FOOTNOTE_{knob.upper()}"):
                given[knob] = Path(value).expanduser().resolve()
        return cls(
            **given,
            chroma=environ.get("FOOTNOTE_CHROMA") or "embedded",
            embedder=environ.get("FOOTNOTE_EMBEDDER") or BUNDLED_EMBEDDER,
            model=environ.get("FOOTNOTE_MODEL", ""),
            model_address=environ.get("FOOTNOTE_MODEL_ADDRESS", "").strip().rstrip("/"),
            token=environ.get("FOOTNOTE_TOKEN", ""),
            limits=_limits(environ),
            web_networks=_networks(environ.get("FOOTNOTE_WEB_NETWORKS", "")),
        )


def _networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(each.strip()) for each in value.split(",") if each.strip())
    except ValueError as error:
        raise SettingsError(
            f"FOOTNOTE_WEB_NETWORKS is {value!r} ({error}); it must be networks such as "
            "'10.1.0.0/16, 192.168.7.20/32'."
        ) from None


def _limits(environ: Mapping[str, str]) -> Limits:
    given: dict[str, int] = {}
    for each in fields(Limits):
        knob = f"FOOTNOTE_MAX_{each.name.upper()}"
        if value := environ.get(knob):
            try:
                given[each.name] = int(value)
            except ValueError:
                raise SettingsError(f"{knob} is {value!r}; it must be a whole number.") from None
    return Limits(**given)
