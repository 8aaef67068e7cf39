"""Every part of the pipeline, one folder per stage. Imports point downward only.

The test in tests/test_layers.py reads this table: a module may import what stands on a line
below its own, nothing above, and nothing beside it outside its own folder.

    ui           widgets: the only place, with app.py and pages/, that imports streamlit
    __main__     python -m components
    commands     headless: index, search, ask, delete, list, collections
    services     build(settings): the only chooser of concrete parts
    jobs         one background worker, a job table
    pipelines    indexing, answering, refreshing: the only callers of two stages
    parts        what the pipelines are given
    questions    question and earlier turns → a question that stands alone
    answerers    extractive (no model server)
    citations    answer sentence → exact spans in the hits, and whether they bear it out
    retrievers   dense, keyword, hybrid; rank fusion
    stores       catalogue (SQLite: the truth), vectors (the only chromadb import)
    splitters    Document → Chunks with exact spans
    embedders    texts → unit vectors
    page_images  a PDF's page as an image, the quote boxed, in a child that can be killed
    loaders      bytes → Document, in a child that can be killed
    sentences    text → sentence spans
    protocols    what a part must offer to stand at a stage
    exports      a conversation → Markdown, JSON, one HTML file; pure functions
    settings     every knob, unit and default
    errors       what can go wrong, as sentences
    types        the nouns
"""
