"""The LangChain adapters in a real chain, with a chat model that speaks OpenAI's protocol."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from langchain.chat_models import init_chat_model
from langchain_community.document_loaders import TextLoader
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from components.interop.langchain import FootnoteEmbeddings, FootnoteRetriever, index_loader
from components.services import Services
from tests.library import add
from tests.model_server import TEXT, Reply, serving

GUIDE = "# Guide\n\nThe tower has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"


class Loader(BaseLoader):
    """A loader of (source, text) pairs."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def lazy_load(self) -> Iterator[Document]:
        for source, text in self.pairs:
            yield Document(text, metadata={"source": source} if source else {})


def test_retriever_in_a_chain_puts_the_passage_into_the_prompt(services: Services) -> None:
    add(services, ("guide.md", GUIDE))
    prompt = ChatPromptTemplate.from_template("{context}\n\n{question}")
    with serving() as server:
        server.will(Reply())
        model = init_chat_model(
            "m", model_provider="openai", base_url=server.address, api_key="none", streaming=True
        )
        context = {"context": FootnoteRetriever(services), "question": RunnablePassthrough()}
        chain = context | prompt | model | StrOutputParser()
        assert chain.invoke(QUESTION) == TEXT
    (request,) = server.asked
    assert "The tower has 142 steps." in request["messages"][0]["content"]


def test_retriever_returns_exact_spans_best_first(services: Services) -> None:
    bell = ("bell.md", "# Bell\n\nThe bell rings twice.\n")
    add(services, ("guide.md", GUIDE), bell, collection="Lights")
    documents = FootnoteRetriever(services, collection="Lights", k=2).invoke(QUESTION)
    first, second = (each.metadata for each in documents)
    assert first.keys() == {"source", "page", "start", "end", "score"}
    assert (first["source"], first["page"]) == ("guide.md", None)
    assert documents[0].page_content == GUIDE[first["start"] : first["end"]]
    assert first["score"] >= second["score"]
    assert len(FootnoteRetriever(services, collection="Lights", k=1).invoke(QUESTION)) == 1


def test_embeddings_match_the_library_vectors(services: Services) -> None:
    embeddings = FootnoteEmbeddings(services.embedder)
    texts = ["The lamp is lit at dusk.", "The bell rings twice."]
    vectors = np.array(embeddings.embed_documents(texts))
    np.testing.assert_array_equal(vectors, services.embedder.encode(texts))
    np.testing.assert_array_equal(
        embeddings.embed_query(QUESTION), services.embedder.encode_questions([QUESTION])[0]
    )
    assert embeddings.embed_documents([]) == []


def test_index_loader_run_twice_changes_nothing(services: Services) -> None:
    loader = Loader(("notes.txt", GUIDE), ("", "The bell rings twice."))
    first = index_loader(services, loader)
    assert [each.status for each in first] == ["indexed", "indexed"]
    assert first[0].name == "notes.txt"
    assert [each.status for each in index_loader(services, loader)] == ["unchanged", "unchanged"]
    replaced = index_loader(services, Loader(("notes.txt", "The tower has 150 steps.")))
    assert [each.status for each in replaced] == ["replaced"]


def test_index_loader_joins_the_documents_of_one_source(services: Services) -> None:
    loader = Loader(
        ("/a/report.pdf", "The tower has 142 steps."),
        ("/b/report.pdf", "The bell rings twice."),
        ("/a/report.pdf", "The lamp is lit at dusk."),
    )
    reports = index_loader(services, loader, collection="Reports")
    assert [each.name for each in reports] == ["/a/report.pdf.txt", "/b/report.pdf.txt"]
    (document, *_) = FootnoteRetriever(services, collection="Reports").invoke(QUESTION)
    assert document.page_content == "The tower has 142 steps.\n\nThe lamp is lit at dusk."


def test_index_loader_with_a_langchain_loader_indexes_its_file(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "guide.txt"
    path.write_text(GUIDE, encoding="utf-8")
    (report,) = index_loader(services, TextLoader(path))
    assert (report.name, report.status) == (str(path), "indexed")
