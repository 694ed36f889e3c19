"""How many tokens a text is, without a tokenizer.

Tokenizers of the GPT kind cut a text where its kinds of characters change (letters, digits in threes, signs,
line ends) and rarely cut a common word, so the changes tell more than the length does: a line of HL7 has
twice as many tokens as prose of its length. The weights were fitted by non-negative least squares to the
largest count of three public tokenizers over code, prose, and health data in many formats;
`python -m tests.bench.tokens_bench` shows the error of today against those that are installed.
"""

from __future__ import annotations

_LETTER, _UPPER, _DIGIT, _SPACE, _LINE, _SIGN = b"aA0snp"
#: bytes of UTF-8: what goes on, and the first of two, three and four
_MORE, _TWO, _THREE, _FOUR = b"c234"


def _kind(byte: int) -> int:
    if byte >= 0x80:
        return _MORE if byte < 0xC0 else _TWO if byte < 0xE0 else _THREE if byte < 0xF0 else _FOUR
    char = chr(byte)
    if char.isalpha():
        return _LETTER if char.islower() else _UPPER
    if char.isdigit():
        return _DIGIT
    if char in "\r\n":
        return _LINE
    return _SPACE if char.isspace() else _SIGN


_KINDS = bytes(_kind(byte) for byte in range(256))
_OTHER = b"."


def _only(kinds: bytes) -> bytes:
    """A table that leaves these kinds one sign and makes all others another."""
    return bytes(kinds[0] if kind in kinds else _OTHER[0] for kind in range(256))


#: what each run of a kind costs, however long it is
_RUNS = (
    (b"aA", _only(b"aA"), 1.05),
    (b"0", _only(b"0"), 0.56),
    (b"p", _only(b"p"), 0.73),
    (b"n", _only(b"n"), 0.96),
)
#: what each byte of a kind costs besides
_BYTES = ((b"A", 0.24), (b"0", 0.40), (b"p", 0.085), (b"s", 0.045), (b"2", 0.59), (b"3", 1.33), (b"4", 2.0))
#: a small letter before a large one begins another word; a long word is cut
_CAMEL, _CAMEL_COST = b"aA", 1.52
_LONG, _LONG_COST = b"a" * 9, 0.65


def text_tokens(text: str) -> float:
    """About how many tokens, of a tokenizer that is no better than most. 0 for an empty text."""
    kinds = text.encode("utf-8", "surrogatepass").translate(_KINDS)
    tokens = sum(cost * kinds.count(kind) for kind, cost in _BYTES)
    tokens += _CAMEL_COST * kinds.count(_CAMEL) + _LONG_COST * kinds.count(_LONG)
    for kind, table, cost in _RUNS:
        run = kinds.translate(table)
        tokens += cost * (run.count(_OTHER + kind[:1]) + run.startswith(kind[:1]))
    return tokens
