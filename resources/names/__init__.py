"""Lists of words, one file each.

first, last: names from many languages, common knowledge and not one source's list. cities: those of some
size. common: words that are not a person by themselves (with the eponyms of medicine). words: everyday,
clinical and technical words and products, in the form that dictionaries give; a word that is in `words` and
in a list of names (`Price`, `Rose`) is a name only where more says so. All in lower case, without accents.
"""
