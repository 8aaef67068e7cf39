"""Labelled questions, read from data sets and turned into training examples.

labelled      a question, its document, and the place that answers it
reading_data  files of several formats → corpora of labelled questions
weak_spans    question and sentence → spans that may be the short answer
unanswerable  a question → a similar one that the same passage does not answer
examples      what the reader is trained on: one question with several passages
"""
