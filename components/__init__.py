"""Footnote's engine and pages, one folder per stage.

What happens to a question:
    ui/chat/question_box.py            the person types it
    background/answer_runs.py          a thread answers it, so that a reload cannot end it
    pipelines/answering.py             the whole path from question to answer
    questions/followups.py             complete it from the turns before it
    retrievers/hybrid.py               dense and keyword search, fused; rerankers/ reorder the best
    answerers/extractive.py            quote the sentences that answer, or generative.py: let a chat
                                       model write; citations/ align and check each sentence

What happens to an upload:
    ui/library/uploads.py              the person drops files
    background/job_queue.py            a worker takes them in turn
    pipelines/indexing/                the whole path from bytes to a searchable document
    loaders/reading.py                 bytes → Document, in a child process (sandbox/)
    splitters/structure.py             Document → Chunks; embedders/ turn them into vectors
    stores/catalogue.py                the truth, in SQLite; stores/vectors/ is Chroma's index of it

The layers, top to bottom. A module may import what stands on a line below its own and what is in
its own folder; tests/test_layers.py reads this table.

    ui           the pages' widgets: the only streamlit imports, with app.py and pages/
    __main__     python -m components
    cli          the command line: index, search, ask, list, delete, export, import, serve, train
    api          OpenAI-compatible interface for programs
    interop      LangChain: retriever, embeddings, loader adapter
    services     build(settings) → Services, the only chooser of concrete parts
    evaluation   metrics, timing, model comparison, two answers side by side
    training     pairs, trainers, mining: labelled questions → a trained reader
    pipelines    indexing, answering, searching, organising…: the only callers of two stages
    answerers    extractive (no model server), generative (any chat model)
    citations    answer sentence → exact spans, and whether they support it
    questions    follow-ups, rewriting by a chat model, suggestions
    prompts      hits and turns → messages for a chat model; pure text
    retrievers   dense, keyword, hybrid
    rerankers    (question, passage) → relevance: our reader, any cross-encoder
    background   every thread of the app: job queue, answer runs, long task
    stores       catalogue (SQLite: the truth), vectors/ (the only chromadb import)
    preferences  what a person sets on the Settings page
    embedders    texts → unit vectors
    splitters    Document → Chunks with exact spans
    loaders      bytes → Document: formats/ (one file each), web/
    page_images  a PDF's page as an image, the quote boxed
    sandbox      run a reader in a child process that can be killed
    chat_models  messages → text, by any provider or in this process; prices
    model_hub    models on the hub: catalog, client, downloads
    export       a conversation → Markdown, JSON, one HTML file
    text         words, sentences, a chunk in its context
    onnx         load an ONNX model and its tokenizer once per process
    protocols    what each stage must offer
    settings     environment variables, with units and defaults
    errors       what can go wrong, as sentences
    types        the nouns
"""
