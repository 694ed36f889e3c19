"""A repository's own list is read with suspicion."""

from __future__ import annotations

import pytest

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.lists import Lists, parse_allow, parse_deny
from proxy_core.privacy.phiallow import LARGEST, LONGEST, MOST, PhiAllow, PhiAllowError, digest_of, parse
from proxy_core.privacy.scan import scan

FILE = b"# synthetic patients\n\nMaria Gonzalez\r\n  8842119 \n/TEST-\\d{4}/\n"
TEXT = "Patient: Maria Gonzalez, MRN: 8842119, MRN: TEST-4481, MRN: 9917722"


def values(lists: Lists) -> list[str]:
    return [TEXT[span.start : span.end] for span in scan(TEXT, Engine(lists=lists))]


def test_exact_values_and_expressions_that_fit_whole_are_public() -> None:
    allow = parse(FILE)
    assert allow.exact == {"Maria Gonzalez", "8842119"}
    assert allow.expressions == (r"TEST-\d{4}",)
    assert len(allow) == 3
    assert allow.allows("TEST-0001")
    assert not allow.allows("TEST-00012")
    assert not allow.allows("Maria")
    assert values(Lists(repository=allow)) == ["9917722"]


def test_what_a_person_says_is_always_phi_stays_so() -> None:
    allow = parse(FILE)
    assert "8842119" in values(Lists(deny=parse_deny("MRN: 8842119"), repository=allow))
    assert "8842119" in values(Lists(deny=parse_deny("MRN: 8842119"), allow=parse_allow("8842119")))


def test_an_engine_that_allows_more_leaves_the_one_it_came_from_alone() -> None:
    engine = Engine()
    more = engine.allowing(parse(FILE))
    assert len(scan(TEXT, engine)) == 4
    assert len(scan(TEXT, more)) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x" * (LARGEST + 1), "larger than 64 KB"),
        (b"\xff\xfe", "not UTF-8"),
        (b"fine\n" + b"x" * (LONGEST + 1), "Line 2 is longer"),
        (b"\n".join(b"value %d" % number for number in range(MOST + 1)), "more than 1,000 entries"),
        (b"fine\n\n/canary(/", "Line 3 .* cannot read"),
        (rb"/(?=canary)x/", "Line 1 .* cannot read"),
        (b"/.*/", "the empty text"),
        (b"/x?/", "the empty text"),
        (b"/.+/", "in general"),
        (rb"/\w+/", "in general"),
        (rb"/[A-Z].+/", "type NAME in general"),
        (rb"/\d{3}-?\d{2}-?\d{4}/", "type SSN in general"),
        (rb"/\d+/", "types DATE, PHONE, SSN, MRN, GEO"),
        (rb"/[\d\/.-]{8,10}/", "type DATE in general"),
        (rb"/.*@.*/", "type EMAIL in general"),
        (rb"/https?:.*/", "type URL in general"),
    ],
)
def test_a_file_that_is_too_much_is_refused_as_a_whole(data: bytes, says: str) -> None:
    with pytest.raises(PhiAllowError, match=says) as caught:
        parse(data)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "entry", ["/TEST-.*/", "/.*@test[.]invalid/", "/Zz[a-z]+ Zz[a-z]+/", "/000-00-\\d{4}/"]
)
def test_an_expression_that_says_what_is_synthetic_is_taken(entry: str) -> None:
    assert len(parse(entry.encode())) == 1


def test_another_byte_is_another_file() -> None:
    assert parse(FILE).digest == digest_of(FILE) != parse(FILE + b"\n").digest


def test_its_repr_shows_how_many() -> None:
    assert repr(parse(FILE)) == "<PhiAllow of 3>"
    assert repr(PhiAllow(frozenset(), (), "")) == "<PhiAllow of 0>"


def test_a_hostile_expression_takes_linear_time() -> None:
    allow = parse(b"/Q(a+)+b/")
    assert not allow.allows("Q" + "a" * 100_000)
