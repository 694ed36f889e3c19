"""Which words speak of care: the anchors that everything uncertain needs near it.

`patient` and `diagnosis` speak of care wherever they stand. `claims`, `session` or `MD` are words of licences,
manuals and systems as well, and count beside another word of care only.
"""

from __future__ import annotations

from collections.abc import Iterable

#: of the words that speak of care, those that speak of other things as well: contracts, software, meetings
_DOUBTFUL = frozenset(
    """claim claims provider session exam visit treatment procedure referral referred consult consulted
    consultation insurance bed md er bid hr bp prn dr eligibility deductible attending pain fracture fell
    outpatient specimen walker cane baseline incision accession surgery pt phi er ward refill refills
    stroke wound wounds infection depression anxiety counsel counseled counselor tid mg rx therapy present
    presents presented pcp cultures culture coping tearful infections doctor demographics surname maiden
    immunized vaccinated provider exams appointment appointments encounter encounters""".split()  # noqa: SIM905
)


def anchors(scan: str, hits: Iterable[tuple[int, int]]) -> list[int]:
    """Where words of `context_pattern` speak of care. A doubtful one counts beside another word of care only:
    a licence speaks of claims, a manual of sessions and providers."""
    words = [(start, scan[start:end].lower()) for start, end in hits]
    found: list[int] = []
    for index, (start, word) in enumerate(words):
        first = word.split(" ")[0]
        if first not in _DOUBTFUL or _in_care(words, index):
            found.append(start)
    return found


def _in_care(words: list[tuple[int, str]], index: int) -> bool:
    start, word = words[index]
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(words) and abs(words[other][0] - start) < 300 and abs(other - index) < 12:
            if words[other][1][:4] != word[:4]:
                return True
            other += step
    return False
