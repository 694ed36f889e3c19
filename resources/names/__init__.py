"""Lists of words, one file each.

Common first and last names (census frequency lists, common knowledge in the public domain), large cities, and
common words that are not a person by themselves (with the eponyms of medicine).
"""
