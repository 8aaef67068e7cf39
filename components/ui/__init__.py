"""Pages' elements: with app.py and pages/, the only place that imports streamlit.

A folder for each page, and shared/ for what several pages use:

    chat/       conversations, the question box, answers and their sources
    library/    uploads, progress, the document table, collections, search
    document/   the text of one document, beside images of its pages
    settings/   answering (with its preview), chat_model, search_models, data, about
    shared/     session state, untrusted text, notices, dialogs, our own components
"""
