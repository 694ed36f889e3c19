"""Device identifiers and serial numbers.

Source: 45 CFR 164.514(b)(2)(i)(M). UDI: 21 CFR 801, GS1 application identifiers (01) with (11) (17) (10)
(21). IMEI: 3GPP TS 23.003 (Luhn). MAC addresses: IEEE 802; they name the machine of a person only where a
patient is spoken of.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import IDENTIFIER, IdentifierRecognizer, luhn

UDI = r"\(01\) ?\d{14}(?: ?\((?:10|11|17|21|240)\) ?[A-Za-z0-9./-]{1,20}){0,5}"
_MAC = r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"
_SERIAL_BEFORE = re.compile(r"\b(?:imei|device|phone|handset)\b[^\n]{0,20}$", re.IGNORECASE)


class DeviceRecognizer(IdentifierRecognizer):
    type = "DEVICE"
    label = "Device identifier"
    help = "Serial numbers, UDIs, IMEIs and hardware addresses of a patient's devices."
    rule = "M"
    labels = (
        "device serial", "device serial number",
        "implant id", "implant serial", "implant serial number",
        "pacemaker serial", "pacemaker serial number", "pacemaker id", "pump serial", "pump serial number",
        "udi", "udi carrier", "imei", "mac address", "mac addr", "device mac",
        "lead serial number", "generator serial", "icd serial", "cgm serial", "meter serial",
        "device udi", "serial no",
    )  # fmt: skip
    weak_labels = (
        "device", "mac", "lot", "lot no", "serial number", "serial no", "serial num",
        "serial", "device id", "device identifier", "device number", "implant", "equipment id", "s n", "sn",
        "lot number",
    )  # fmt: skip
    value = re.compile(
        rf"#?\s?({UDI}|{_MAC}|{IDENTIFIER}|[A-Z]{{1,5}}(?:-[A-Z0-9]+)*-\d[\dA-Z-]+)(?!\w)", re.ASCII
    )
    shapes = (UDI, _MAC, r"\d{15}")

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        if doc.near(start, 600) < 1 and not re.search(
            r"implant|pacemaker|udi|imei|pump", doc.scan[max(0, start - 60) : start], re.I
        ):
            return False
        return super().labelled(doc, start, end)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        if shape == 0:
            return end - start > 18 or doc.near(start) > 0
        if shape == 1:
            value = doc.scan[start:end].lower()
            plain = len(set(value) - set(":-")) > 2
            return plain and doc.near(start, 300) > 1
        line, _ = doc.line_at(start)
        before = doc.scan[max(line, start - 40) : start]
        return luhn(doc.scan[start:end]) and bool(_SERIAL_BEFORE.search(before)) and doc.near(start) > 0
