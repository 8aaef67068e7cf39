"""Every part of the pipeline, one folder per stage. Imports point downward only.

The test in tests/test_layers.py reads this table: a module may import what stands on a line
below its own, nothing above, and nothing beside it outside its own folder.

    ui           widgets: the only place, with app.py and pages/, that imports streamlit
    __main__     python -m components
    commands     headless: index, search, ask, list, models, delete, export, import, serve…
    serving      an OpenAI-compatible interface for programs
    services     build(settings): the only chooser of concrete parts
    offering     models on offer: fetched, measured, kept or dropped
    beside       two answers to one question over the same passages, side by side
    live         answers in the making, each in a thread of its own
    jobs         one background worker, a job table
    tasks        one long task in the background: export, import, purge
    trials       a tiny question to a chat model, to see that it answers
    pipelines    indexing, answering, organising, searching…: the only callers of two stages
    parts        what the pipelines are given
    suggestions  chunks → questions that they answer
    questions    question and earlier turns → a question that stands alone
    trainers     examples → weights, in steps
    answerers    extractive (no model server), generative (any chat model)
    rewording    a question in other words, by a chat model: to stand alone, to find more
    prompts      hits and turns → messages for a chat model; pure text
    citations    answer sentence → exact spans in the hits, and whether they bear it out
    pairs        questions with the places that answer them → what is trained on
    rerankers    (question, passage) → relevance; our own reader
    retrievers   dense, keyword, hybrid; rank fusion
    stores       catalogue (SQLite: the truth), vectors/ (the only chromadb import)
    splitters    Document → Chunks with exact spans
    embedders    texts → unit vectors
    chat_models  messages → text, by any provider or in this process
    shelf        models fetched into the data folder: checked, recorded, removed
    hub          the model hub: what it has, fetched with progress
    offers       named models that may find better, as a person is told of them
    page_images  a PDF's page as an image, the quote boxed, in a child that can be killed
    loaders      bytes → Document, in a child that can be killed; web address → bytes
    passages     a chunk as it is read: what stands above it, its sentences
    sentences    text → sentence spans
    words        words of a text: which carry its meaning
    protocols    what a part must offer to stand at a stage
    exports      a conversation → Markdown, JSON, one HTML file; originals → one archive; pure
    metrics      differences of two systems, with their intervals; pure
    prices       what tokens cost, by model
    settings     every knob, unit and default
    errors       what can go wrong, as sentences
    types        the nouns
"""
