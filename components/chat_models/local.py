"""A Hugging Face chat model that runs in this process, by name or folder.

model = LocalChatModel(DEFAULT_LOCAL_MODEL)
for progress in model.prepare():  # fetches it, once; `needs()` says before what that takes
    ...
for piece in model.stream(messages, longest=300):
    ...
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.errors import ModelError
from components.model_hub.client import download, explained
from components.types import Message, Piece, Progress, Usage

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

LOCAL = "local"
"""The provider's id."""
DEFAULT_LOCAL_MODEL = "Qwen/Qwen2.5-0.5B-Instruct"
"""Apache-2.0, 1 GB: about the smallest that keeps to passages it is given."""

_WINDOW = 8_000
"""Tokens at most: a processor needs a minute to read as many."""
_FILES = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]
"""No pickled weights: those could run code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a first use takes: bytes still to be fetched (0: it is here), and the licence's name."""

    fetch: int
    licence: str


class LocalChatModel:
    """Greedy decoding, on as many threads as PyTorch finds cores; bfloat16 where the processor
    multiplies it. One answer at a time.
    """

    def __init__(self, given: str) -> None:
        """`given`: a name on the model hub, or a folder."""
        if not given.strip():
            raise ModelError("Say which local model to use: a name on the model hub, or a folder.")
        self._given = given
        self._busy = threading.Lock()
        self._loading = threading.Lock()
        self._loaded: tuple[PreTrainedModel, PreTrainedTokenizerBase] | None = None

    provider = LOCAL

    @property
    def name(self) -> str:
        """The model's own name."""
        return Path(self._given).name

    @property
    def window(self) -> int:
        """Tokens."""
        model, _ = self._parts()
        return int(min(_WINDOW, getattr(model.config, "max_position_embeddings", _WINDOW)))

    def count_tokens(self, text: str) -> int:
        """By its own vocabulary, special tokens left out."""
        _, tokenizer = self._parts()
        return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    @property
    def is_here(self) -> bool:
        """Whether it can be used without fetching anything."""
        return self._loaded is not None or self._folder() is not None

    @property
    def is_loaded(self) -> bool:
        """Whether it is in memory."""
        return self._loaded is not None

    @property
    def memory(self) -> int:
        """Bytes that its weights take; 0 before it is loaded."""
        if self._loaded is None:
            return 0
        return sum(each.nbytes for each in self._loaded[0].parameters())

    def needs(self) -> Needs:
        """What a first use takes. Raises ModelError where the hub does not know or answer."""
        if Path(self._given).is_dir():
            return Needs(fetch=0, licence="as its folder says")
        from huggingface_hub import model_info, snapshot_download

        with explained(self._given, ModelError):
            card = model_info(self._given).card_data
            files = snapshot_download(self._given, allow_patterns=_FILES, dry_run=True)
        if not any(each.filename.endswith(".safetensors") for each in files):
            raise ModelError(
                f"{self._given} has no weights in the safetensors format, and others could run "
                "code. Choose another model."
            )
        return Needs(
            fetch=sum(each.file_size or 0 for each in files if each.will_download),
            licence=str((card and card.get("license")) or "not stated"),
        )

    def prepare(self) -> Generator[Progress]:
        """Fetch and load it; nothing the second time. Raises ModelError."""
        if self._loaded:
            return
        if not Path(self._given).is_dir():
            yield from self._fetch()
        yield Progress(name=self.name, stage="loading the model")
        self._parts()

    def stream(self, messages: Sequence[Message], *, longest: int) -> Iterator[Piece]:
        """The reply as it comes. Closing the iterator ends the writing. Raises ModelError."""
        from transformers import TextIteratorStreamer

        model, tokenizer = self._parts()
        prompt = _prompt(tokenizer, messages)
        encoded = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
        tokens_in = int(encoded["input_ids"].shape[1])
        if tokens_in >= self.window:
            raise ModelError(
                f"The question with its passages is longer than {self.name} can read "
                f"({tokens_in:,} of {self.window:,} tokens). Choose fewer passages in the settings."
            )
        longest = min(longest, self.window - tokens_in)
        with self._busy:
            streamer = TextIteratorStreamer(
                tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=None
            )
            writing = _Writing(model, streamer, encoded, longest)
            writing.start()
            try:
                for text in streamer:
                    if text:
                        yield Piece(text=text)
            finally:
                writing.stop()
        if writing.error is not None:
            raise ModelError(
                f"{self.name} failed while it answered ({writing.error}). Try a shorter question, "
                "or another model."
            )
        yield Piece(
            usage=Usage(tokens_in=tokens_in, tokens_out=writing.tokens),
            finish="length" if writing.tokens >= longest else "stop",
        )

    def _folder(self) -> Path | None:
        """Where its files are; None where they are still to be fetched."""
        if Path(self._given).is_dir():
            return Path(self._given)
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError

        try:
            found = Path(
                snapshot_download(self._given, allow_patterns=_FILES, local_files_only=True)
            )
        except (OSError, ValueError, HfHubHTTPError, HFValidationError):
            return None  # not fetched, or no name that could be
        return found if any(found.glob("*.safetensors")) else None

    def _fetch(self) -> Generator[Progress]:
        total = self.needs().fetch
        if total:
            with explained(self._given, ModelError):
                yield from download(self._given, _FILES, name=self.name, total=total)

    def _parts(self) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
        """The model and its tokenizer, loaded once. Raises ModelError."""
        with self._loading:
            if self._loaded is None:
                import torch
                from transformers import AutoModelForCausalLM, AutoTokenizer

                quick = torch.cpu.get_capabilities().get("avx512_bf16", False)
                folder = self._folder()
                if folder is None:
                    raise ModelError(
                        f"The local model {self._given!r} has not been fetched yet. Fetch it in "
                        "the settings, or give a folder that holds one."
                    )
                with explained(self._given, ModelError):
                    tokenizer = AutoTokenizer.from_pretrained(folder)
                    model = AutoModelForCausalLM.from_pretrained(
                        folder,
                        dtype=torch.bfloat16 if quick else torch.float32,
                        use_safetensors=True,
                    )
                model.train(False)
                self._loaded = model, tokenizer
            return self._loaded


class _Writing(threading.Thread):
    """Generation, in a thread that can be told to stop."""

    def __init__(self, model: Any, streamer: Any, encoded: Any, longest: int) -> None:
        super().__init__(name="writing an answer", daemon=True)
        self._model, self._streamer, self._encoded = model, streamer, encoded
        self._longest = longest
        self._stopped = threading.Event()
        self.tokens = 0
        self.error: Exception | None = None

    def run(self) -> None:
        from transformers import StoppingCriteria, StoppingCriteriaList

        writing = self

        class Stop(StoppingCriteria):
            def __call__(self, input_ids: Any, *_: Any, **__: Any) -> Any:
                import torch

                writing.tokens += 1
                return torch.full((input_ids.shape[0],), writing._stopped.is_set())

        try:
            self._model.generate(
                **self._encoded,
                streamer=self._streamer,
                max_new_tokens=self._longest,
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
                stopping_criteria=StoppingCriteriaList([Stop()]),
            )
        except Exception as error:  # noqa: BLE001  (raised again by the thread that reads)
            self.error = error
            self._streamer.end()

    def stop(self) -> None:
        """End at the next token, and wait for that."""
        self._stopped.set()
        self.join()


def _prompt(tokenizer: Any, messages: Sequence[Message]) -> str:
    """As the model's own template has it; without one, as plain lines."""
    if tokenizer.chat_template:
        said = [{"role": each.role, "content": each.text} for each in messages]
        text: str = tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True)
        return text
    return "\n\n".join(each.text for each in messages) + "\n\nAnswer:"
