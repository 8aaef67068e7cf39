"""Widgets: with app.py and pages/, the only place that imports streamlit.

state       the running services; which conversation and which footnote this session looks at
text        untrusted text → the page, as plain text; the one way
conversations  those kept, in the sidebar: open, find, rename, delete
notices     sentences about what happened; unexpected errors as one of them
answer      a question and its answer, with footnote chips (answer.js, answer.css)
source      the passages behind an answer, cited words marked (source.js, source.css)
asking      the chat box; a question on its way, however it was asked
scope       what is asked: a collection and its documents, as pills above the box
live        an answer in the making, drawn in its place until it has ended
reading     files dropped on the chat box without a question
first_screen  before the first question: what to do, and questions to choose from
controls    what can be done with the last answer: again, edited, thumbs up or down
export      a conversation leaves as a file
progress    files on their way into the library
summary     what became of them
documents   the library's table; deleting
uploads     files in: chosen, dropped, or the samples
locked      passwords for locked PDFs
"""
