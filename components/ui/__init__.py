"""Widgets: with app.py and pages/, the only place that imports streamlit.

state       the running services; which conversation and which footnote this session looks at
mounting    our own elements: their files, their data in order (dom.js, dom.css)
text        untrusted text → the page, as plain text; the one way
conversations  those kept, in the sidebar: open, find, rename, delete
notices     sentences about what happened; unexpected errors as one of them
answer      a question and its answer, with footnote chips (answer.js, answer_lines.js, answer.css)
answer_facts  how an answer is supported, who wrote it, what it took
prompt      the whole of what a chat model was sent for an answer (prompt.js, prompt.css)
comparing   two answers side by side, one of which is kept
source      the passages behind an answer, cited words marked (source.js, source.css)
scores      how well a passage matches, in words and a number
origins     whether a source is still there, or has changed or gone since
page_image  a PDF's page as an image, the quote boxed (page_image.js, page_image.css)
opened      a document open on its own page, and what of it the address asks for
document_head  its name and facts, the ways back, finding, turning pages
finding     words in a whole document
reading_view  a page's text with its marks, beside its image (reading_view.js, reading_view.css)
passages    what was read of a document; passages of other sizes, looked at and applied
models      which chat model answers in this session; the keys it was given
asking      the chat box; a question on its way, however it was asked
scope       what is asked: a collection and its documents, as pills above the box
live        an answer in the making, drawn in its place until it has ended
reading     files dropped on the chat box without a question
first_screen  before the first question: what to do, and questions to choose from
controls    what can be done with the last answer: again, edited, thumbs up or down
export      a conversation leaves as a file
progress    files on their way into the library; pace: how fast, how long still
summary     what became of them
documents   the library's table, filtered; rows: what it shows
actions     what can be done with the documents selected in it
collections the collection at hand: chosen, made, renamed, deleted
search      one question in each kind of search, side by side
dialogs     dialogs that stay open while the page is kept up to date
uploads     in: files, a folder, a web page, or the samples
locked      passwords for locked PDFs
settings_answers   knobs of finding and answering; save, discard, defaults
settings_preview   a question answered as saved and as changed
settings_models    chat model and embedder: what they are and what they cost
settings_chat_model    who answers: chosen, saved; settings_key, settings_local: what that needs
settings_trial     a chat model tried with a tiny question
settings_offers    better models on offer: fetched, measured, kept or dropped
settings_verdict   how one of them did on the person's own questions
settings_usage     what chat models took, by model; their prices
settings_storage   room by collection; purging what was deleted
settings_transfer  export and import of everything
settings_task      an export, import or purge while it runs, and its end
settings_erase     delete everything
settings_about     version, folders, limits
settings_facts     names and values; sizes in words
"""
