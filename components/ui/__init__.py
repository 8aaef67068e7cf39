"""Widgets: with app.py and pages/, the only place that imports streamlit.

state       the running services; which conversation and which footnote this session looks at
text        untrusted text → the page, as plain text; the one way
conversations  those kept, in the sidebar: open, find, rename, delete
notices     sentences about what happened; unexpected errors as one of them
answer      a question and its answer, with footnote chips (answer.js, answer.css)
source      the passages behind an answer, cited words marked (source.js, source.css)
asking      a question on its way: sources, then words, then the stored answer
controls    what can be done with the last answer: again, edited, thumbs up or down
export      a conversation leaves as a file
progress    files on their way into the library; pace: how fast, how long still
summary     what became of them
documents   the library's table, filtered; rows: what it shows
actions     what can be done with the documents selected in it
collections the collection at hand: chosen, made, renamed, deleted
search      one question in each kind of search, side by side (search.js, search.css)
dialogs     dialogs that stay open while the page is kept up to date
uploads     in: files, a folder, a web page, or the samples
locked      passwords for locked PDFs
"""
