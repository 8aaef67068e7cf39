"""Run a Hugging Face chat model in this process, given by name or folder.

model = LocalChatModel(DEFAULT_LOCAL_MODEL)
for progress in model.prepare():  # downloads it once; `needs()` tells the size before
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
"""Id of this provider."""
DEFAULT_LOCAL_MODEL = "Qwen/Qwen2.5-0.5B-Instruct"
"""About the smallest model that keeps to the passages it is given (Apache-2.0, 1 GB)."""

_WINDOW = 8_000
"""Most tokens of prompt and answer; a CPU needs a minute to read as many."""
_FILES = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]
"""Files to download; pickled weights are left out because they could run code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The bytes still to be downloaded (0 if none) and the name of the licence."""

    fetch: int
    licence: str


class LocalChatModel:
    """Writes one answer at a time by greedy decoding, on all cores.

    It uses bfloat16 if the CPU can multiply it.
    """

    def __init__(self, given: str) -> None:
        """Take a name on the model hub or a folder."""
        if not given.strip():
            raise ModelError("Say which local model to use: a name on the model hub, or a folder.")
        self._given = given
        self._busy = threading.Lock()
        self._loading = threading.Lock()
        self._loaded: tuple[PreTrainedModel, PreTrainedTokenizerBase] | None = None

    provider = LOCAL

    @property
    def name(self) -> str:
        """Return the model's own name."""
        return Path(self._given).name

    @property
    def window(self) -> int:
        """Return the tokens of prompt and answer together."""
        model, _ = self._parts()
        return int(min(_WINDOW, getattr(model.config, "max_position_embeddings", _WINDOW)))

    def count_tokens(self, text: str) -> int:
        """Count tokens in the model's vocabulary, without special tokens."""
        _, tokenizer = self._parts()
        return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    @property
    def is_here(self) -> bool:
        """Return whether the model can be used without a download."""
        return self._loaded is not None or self._folder() is not None

    @property
    def is_loaded(self) -> bool:
        """Return whether the model is in memory."""
        return self._loaded is not None

    @property
    def memory(self) -> int:
        """Return the size of the weights in bytes; 0 before they are loaded."""
        if self._loaded is None:
            return 0
        return sum(each.nbytes for each in self._loaded[0].parameters())

    def needs(self) -> Needs:
        """Return what must be downloaded before the first use. Raises ModelError."""
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
        """Download and load the model unless it is loaded. Raises ModelError."""
        if self._loaded:
            return
        if not Path(self._given).is_dir():
            yield from self._fetch()
        yield Progress(name=self.name, stage="loading the model")
        self._parts()

    def stream(self, messages: Sequence[Message], *, longest: int) -> Iterator[Piece]:
        """Yield the reply while it is written; closing the iterator stops it. Raises ModelError."""
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
        """Return the folder of the model's files; None if they are not downloaded."""
        if Path(self._given).is_dir():
            return Path(self._given)
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError

        try:
            found = Path(
                snapshot_download(self._given, allow_patterns=_FILES, local_files_only=True)
            )
        except (OSError, ValueError, HfHubHTTPError, HFValidationError):
            return None  # not downloaded, or not a valid name
        return found if any(found.glob("*.safetensors")) else None

    def _fetch(self) -> Generator[Progress]:
        total = self.needs().fetch
        if total:
            with explained(self._given, ModelError):
                yield from download(self._given, _FILES, name=self.name, total=total)

    def _parts(self) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
        """Return the model and its tokenizer, loading them the first time. Raises ModelError."""
        with self._loading:
            if self._loaded is None:
                import torch
                from transformers import AutoModelForCausalLM, AutoTokenizer

                quick = torch.cpu.get_capabilities().get("avx512_bf16", False)
                folder = self._folder()
                if folder is None:
                    raise ModelError(
                        f"The local model {self._given!r} is not downloaded yet. Download it in "
                        "the settings, or give a folder that holds a model."
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
    """Generates text in a thread that can be stopped."""

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
        """Stop at the next token, and wait until it has stopped."""
        self._stopped.set()
        self.join()


def _prompt(tokenizer: Any, messages: Sequence[Message]) -> str:
    """Return the prompt in the model's own template, or as plain paragraphs without one."""
    if tokenizer.chat_template:
        said = [{"role": each.role, "content": each.text} for each in messages]
        text: str = tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True)
        return text
    return "\n\n".join(each.text for each in messages) + "\n\nAnswer:"
