"""Questions with the places that answer them: read from data sets, and made into examples.

labelled      a question, the document it is asked of, and where that answers it
reading_data  files of several shapes → corpora of labelled questions
weak_spans    question and sentence → spans that may be the short answer
unanswerable  a question → one like it that the same passage does not answer
examples      what a reader is trained on: one question over several passages
"""
