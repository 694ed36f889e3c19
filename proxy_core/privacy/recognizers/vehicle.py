"""Vehicle identifiers and licence plates.

Source: 45 CFR 164.514(b)(2)(i)(L). VIN: 49 CFR 565 (seventeen characters without I, O, Q; the ninth is a
check digit, weights in table IV).
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, digits, says_nothing

_VALUES = {letter: value for letters, value in (
    ("AJ", 1), ("BKS", 2), ("CLT", 3), ("DMU", 4), ("ENV", 5), ("FW", 6), ("GPX", 7), ("HY", 8), ("RZ", 9),
) for letter in letters}  # fmt: skip
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_valid(vin: str) -> bool:
    """Whether the check digit of a vehicle identification number is right."""
    if len(vin) != 17:
        return False
    values = [int(c) if c.isdigit() else _VALUES.get(c, -1) for c in vin.upper()]
    if -1 in values:
        return False
    rest = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True)) % 11
    return vin[8].upper() == ("X" if rest == 10 else str(rest))


class VehicleRecognizer(Recognizer):
    type = "VEHICLE"
    label = "Vehicle identifier"
    help = "VINs by their check digit, plates behind a label."
    rule = "L"
    sure = True
    labels = (
        "vin", "vin number", "vin no", "vehicle identification number", "vehicle identifier",
        "plate", "license plate", "license plate number", "license plate no", "licence plate",
        "vehicle plate", "vehicle registration", "vehicle license", "number plate",
        "registration plate", "vehicle tag", "license tag",
    )  # fmt: skip
    weak_labels = (
        "tag number", "vehicle", "vehicle id", "vehicle number", "plate no", "plate number",
    )  # fmt: skip
    value = re.compile(
        r"#?\s?((?=[A-Z0-9 -]{0,8}\d)[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,6}){0,2}|[A-HJ-NPR-Z0-9]{17})(?!\w)"
    )
    shapes = (r"[A-HJ-NPR-Z0-9]{17}",)

    def accepts(self, value: str) -> bool:
        return 4 <= len(value) <= 20 and bool(digits(value)) and not says_nothing(value)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        return self.accepts(value) and (len(value) <= 10 or len(value) == 17)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        value = doc.scan[start:end]
        letters = len(value) - len(digits(value))
        return 2 <= letters <= 14 and vin_valid(value)
