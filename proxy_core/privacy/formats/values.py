r"""The value of a key, in the ways in which data and programs write one.

`"..."`, `N'...'`, `LocalDate.of(1960, 3, 4)`, `Some("...")`, `["...", "..."]`, `c("...", "...")`,
`{"0": "..."}`, YAML's lists and blocks below the key, and bare: to the end of the line, or to the next key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

#: calls and marks that a value may be wrapped in; what lists begin with
_LIST = re.compile(
    r"(?:(?:as\.\w+|c|list|tuple|set|listOf|arrayOf|mutableListOf|List\.of|Set\.of|Arrays\.asList|Array|vec!"
    r"|array|pd\.Series|Series|\$in\"?:|\$eq\"?:|&?\[\]\w+|new\s\w*\s?\[\]|in|IN"
    r"|In)?\s{0,4}[\[({]\s{0,60}){1,3}"
    r"(?=[NEbruf@]?\\{0,7}[\"'`]|\d)"
)
_WRAP = re.compile(
    r"(?:string|int|float|std::string)\(\d{1,5}\)\s|(?:\{\s{0,4})?(?:(?:new\s+|await\s+|&"
    r"|\*)?[A-Za-z_$][\w.:<>]{0,40}!?\(\s{0,20}){1,3}"
    r"|(?:DATE|TIMESTAMP|date)\s+(?=')"
    r"|\{\s{0,20}\\{0,3}[\"']?(?:value|number|text|date|id|_text|#text|S|N|B|stringValue|intValue|string|\$"
    r"|\$date)\\{0,3}[\"']?\s?:\s?(?=\\{0,3}[\"'])"
    r"|!![a-z]+\s|&\w+\s"
)
_QUOTE = re.compile(r"[NEBbruf@$%]{0,2}(\\{0,7}(?:\"\"\"|[\"'`]))")
#: `new SimpleDateFormat("yyyy-MM-dd").parse("1960-03-04")`
_FORMAT = re.compile(r"[yYMdDHhmsSaZ/.:,' -]{4,30}")
_PARSE = re.compile(r"\)\.parse\(\s?(?=[\"'])")
_CALL_DATE = re.compile(r"(?:19|20)\d\d, ?(?:time\.)?\w{1,9}, ?\d{1,2}(?=[,)\s])")
_ITEM = re.compile(r"\s{0,60},\s{0,60}(?=[NEbruf@]?\\{0,7}[\"'`])")
_INDEXED = re.compile(r"\{\s{0,20}(?=\\{0,7}\"\d{1,6}\\{0,7}\"\s?:)")
_ENTRY = re.compile(r"[,\s]{0,60}\\{0,7}\"\d{1,6}\\{0,7}\"\s?:\s?")
_BELOW = re.compile(r"[ \t]*(?:[|>][+-]?\d?)?[ \t]*(?:\r?\n)(?=([ \t]*)(- )?\S)")
_DASH = re.compile(r"([ \t]*)- ([^\n{\[]+)(?:\n|$)")
_BARE_END = re.compile(
    r"[\n\t;\"`|\]})&<>{\\]|,(?= ?[\w\"'@-]{1,40}[\"']?\s?[=:])|,(?=\S)|,\s*$|  +"
    r"|(?<=\s)(?:#(?!\d{1,5}[A-Z]?\b)|/)"
    r"|\s[-\w.@]*[A-Za-z][-\w.]*(?:=|:(?!\d\d))"
    r"|\s(?:AND|WHERE|not|is|\()\b|(?<=\w)[(\[]",
    re.MULTILINE,
)
_MOST = 2000


def values(scan: str, at: int, *, line: bool) -> Iterator[Place]:
    """Where the values behind a separator stand. line: the key is the first on its line."""
    if (indexed := _INDEXED.match(scan, at)) is not None:
        yield from _indexed(scan, indexed.end())
    elif scan.startswith("{", at) and (nested := quoted(scan, at)) is not None:
        yield nested[:2]
    elif (listed := _LIST.match(scan, at)) is not None:
        yield from _items(scan, listed.end())
    else:
        one = quoted(scan, at)
        if one is not None:
            yield one[:2]
            return
        below = _BELOW.match(scan, at) if line else None
        if below is not None:
            yield from _below(scan, at, below)
        else:
            yield from bare(scan, at)


def quoted(scan: str, at: int) -> tuple[int, int, int] | None:
    """A string or a date's numbers, in any calls: where its content stands, and where it ends."""
    wrap = _WRAP.match(scan, at)
    if wrap is not None:
        numbers = _CALL_DATE.match(scan, wrap.end())
        if numbers is not None:
            return numbers.start(), numbers.end(), numbers.end()
        at = wrap.end()
    opening = _QUOTE.match(scan, at)
    if opening is None:
        return None
    quote, start = opening[1], opening.end()
    close = start
    while True:
        close = scan.find(quote, close, start + 400)
        if close < 0 or ("\n" in scan[start:close] and len(quote) < 3):
            return None
        end = close + len(quote)
        slashes = close - len(scan[start:close].rstrip("\\")) - start
        if (len(quote) == 1 and slashes % 2) or (quote == "'" and scan.startswith("'", end)):
            close = end + (scan.startswith("'", end))
        else:
            pattern = _FORMAT.fullmatch(scan, start, close)
            parse = _PARSE.match(scan, end) if pattern is not None else None
            return (start, close, end) if parse is None else quoted(scan, parse.end())


def _items(scan: str, at: int) -> Iterator[Place]:
    for _ in range(_MOST):
        one = quoted(scan, at)
        if one is None:
            return
        yield one[:2]
        following = _ITEM.match(scan, one[2])
        if following is None:
            return
        at = following.end()


def _indexed(scan: str, at: int) -> Iterator[Place]:
    """`{"0": "a", "1": "b"}`: a column as some libraries write one."""
    for _ in range(_MOST):
        entry = _ENTRY.match(scan, at)
        if entry is None:
            return
        one = quoted(scan, entry.end())
        if one is None:
            number = re.compile(r"-?[\d.]{1,20}").match(scan, entry.end())
            one = (*number.span(), number.end()) if number is not None else None
        if one is not None:
            yield one[:2]
        at = one[2] if one is not None else entry.end() + 4


def _below(scan: str, at: int, below: re.Match[str]) -> Iterator[Place]:
    """YAML's `- a` lists and indented blocks below a key."""
    place, indent = below.end(), below[1]
    key_line = scan.rfind("\n", 0, at) + 1
    own = len(scan[key_line:at]) - len(scan[key_line:at].lstrip(" -"))
    block = scan[at : below.end()].strip()[:1] in ("|", ">")
    if below[2]:
        while (dash := _DASH.match(scan, place)) is not None and dash[1] == indent:
            one = quoted(scan, dash.start(2))
            yield (
                one[:2]
                if one is not None
                else (dash.start(2), dash.start(2) + len(dash[2].split(" #")[0].rstrip()))
            )
            place = dash.end()
        return
    while block and place < len(scan):
        end = scan.find("\n", place)
        end = len(scan) if end < 0 else end
        text = scan[place:end]
        if text.strip() and len(text) - len(text.lstrip()) <= own:
            return
        if text.strip():
            yield place + len(text) - len(text.lstrip()), place + len(text.rstrip())
        place = end + 1


def bare(scan: str, at: int) -> Iterator[Place]:
    """A value without quotes."""
    end = _BARE_END.search(scan, at, at + 200)
    stop = end.start() if end is not None else min(len(scan), at + 200)
    stop = at + len(scan[at:stop].rstrip(" ,.*_'"))
    if stop > at:
        yield at, stop
