"""Every knob, with its unit and default, read from the environment by `Settings.from_env()`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from components.errors import SettingsError

VERSION = "0.1.0"
"""Of the app, as pyproject.toml has it; a test holds them together."""
BUNDLED_EMBEDDER = "all-MiniLM-L6-v2"
Network = IPv4Network | IPv6Network


def _cache_folder() -> Path:
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost before its loader is stopped."""

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
    """How this Footnote is set up.

    >>> Settings.from_env({"FOOTNOTE_HOME": "/tmp/notes"}).home.as_posix()
    '/tmp/notes'
    """

    home: Path = field(default_factory=lambda: Path.home() / ".footnote")
    """Data folder: the catalogue and the embedded vector index."""
    cache: Path = field(default_factory=_cache_folder)
    """Model exports, which can be made again at any time."""
    chroma: str = "embedded"
    """`embedded`, `http://host:port`, or `cloud` (with Chroma's own CHROMA_API_KEY,
    CHROMA_TENANT and CHROMA_DATABASE)."""
    embedder: str = BUNDLED_EMBEDDER
    """The bundled weights, any sentence-transformers name, or the path of a folder with one."""
    model: str = ""
    """The chat model until a person chooses: `provider:model`; empty: answers are quotations."""
    model_address: str = ""
    """Where it is, for Ollama and OpenAI-compatible servers; empty: on this machine."""
    token: str = field(default="", repr=False)
    """What a program must send to the interface for programs; empty: nothing, from this machine."""
    limits: Limits = field(default_factory=Limits)
    web_networks: tuple[Network, ...] = ()
    """Networks that web pages may be fetched from besides the public internet, on any port."""

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
        """Read FOOTNOTE_HOME, FOOTNOTE_CACHE, FOOTNOTE_CHROMA, FOOTNOTE_EMBEDDER,
        FOOTNOTE_MODEL, FOOTNOTE_MODEL_ADDRESS, FOOTNOTE_TOKEN, FOOTNOTE_WEB_NETWORKS (with
        commas between) and FOOTNOTE_MAX_{FILE_MEGABYTES, PAGES, CHARACTERS, PAGE_SECONDS,
        FILE_SECONDS, MEMORY_MEGABYTES}.

        Raises SettingsError where one cannot be used.
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
