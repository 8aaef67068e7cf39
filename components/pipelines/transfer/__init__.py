"""Export the whole library to one ZIP file, and import such a file elsewhere.

schema       the rows of the file, validated by pydantic
archive      the ZIP file: sizes and hashes
exporting    the library → a file
importing    a file → the library, merged into what is there
report       what an import did, as sentences
quotes       check the quotes of an imported answer against the library
"""
