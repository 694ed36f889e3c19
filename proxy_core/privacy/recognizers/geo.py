"""Geographic subdivisions smaller than a state: street, city, county, precinct, ZIP code.

Source: 45 CFR 164.514(b)(2)(i)(B). Street suffixes and state codes: USPS Publication 28, appendices B and C.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, says_nothing

STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC"
    "|ND|OH|OK|OR"
    "|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    "|Illinois"
    "|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi"
    "|Missouri"
    "|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio"
    "|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont"
    "|Virginia"
    "|Washington|West Virginia|Wisconsin|Wyoming"
)
_SUFFIX = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Circle|Cir|Place|Pl|Terrace|Ter"
    "|Trail|Trl"
    "|Way|Parkway|Pkwy|Highway|Hwy|Square|Sq|Loop|Alley|Run|Path|Pike|Crescent|Cres|Row|Ridge|Crossing|Xing"
    "|Point|Plaza"
    "|Commons|Cove|Glen|Grove|Heights|Hill|Hollow|Landing|Meadows|Mews|Park|Pass|View|Walk|Broadway|Close"
    "|Gardens"
    "|STREET|ST|AVENUE|AVE|ROAD|RD|BOULEVARD|BLVD|DRIVE|DR|LANE|LN|COURT|CT|CIRCLE|CIR|PLACE|PL|TERRACE|TER"
    "|WAY|PKWY|HWY"
)
_UNIT = (
    r"(?:,? ?(?:Apt|APT|Apartment|Unit|UNIT|Suite|Ste|STE|Rm|Room|Floor|Fl|Lot|Bldg"
    r"|#)\.? ?#?[A-Za-z]?\d{0,5}[A-Za-z]?)"
)
STREET = (
    rf"\d{{1,6}}[A-Za-z]?(?:-\d{{1,4}})? (?:[NSEW]\.? |[NS][EW] |North |South |East |West )?"
    rf"[A-Z0-9][A-Za-z0-9.'-]* (?:(?:[A-Z0-9][A-Za-z0-9.'-]*|del?|las?|los|el|of|the) ){{0,3}}"
    rf"(?:{_SUFFIX})\b\.?(?: [NSEW]{{1,2}}\b)?"
)
#: country roads have numbers for names
_NUMBERED = (
    r"\d{1,6} (?:[NSEW]\.? )?(?:(?:County|State|US|Farm|Rural|Township|Old) (?:Road|Rd|Route|Rte|Highway|Hwy)"
    r"|Highway|Hwy|Route|Rte|CR|SR|FM) \d{1,4}\b"
)
_CITY = r"[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3}"
_CITY1 = r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}"
_CITY_CAPS = r"[A-Z]{3,}(?: [A-Z]{3,}){0,2}"
_TAIL = (
    rf"(?:,? {_CITY},? (?:{STATES}|{STATE_NAMES})\.?,? \d{{5}}(?:-\d{{4}})?|,? {_CITY}, (?:{STATES}"
    rf"|{STATE_NAMES})\b|,? {_CITY1} (?:{STATES})\b"
    rf"|,? (?:{_CITY1}|{_CITY_CAPS})(?: (?:{STATES}))? \d{{5}}(?:-\d{{4}})?\b)"
)
_BOX = r"(?:P\.? ?O\.?|Post Office|PO) ?(?:Box|BOX) \d{1,6}"
FULL = re.compile(
    rf"(?:{_NUMBERED}|{STREET}|{_BOX}){_UNIT}{{0,2}}(?:{_TAIL}|, {_CITY1}(?=[.,;)]|\s*\n|$| [a-z(])"
    rf"|, {_CITY_CAPS}(?=[.,;)]|\s*\n|$))?"
)
_STOP = re.compile(
    r"[\t|;\"<>\\\n]|  +|\s+(?=(?:phone|tel|telephone|cell|fax|e-?mail|dob|ssn|mrn|home|mobile|contact"
    r"|county|zip|city"
    r"|state|insurance|sex|gender|age)\b\s?[:#=(])|[.,]?\s+(?=(?:He|She|They|The|Patient|His|Her|Phone|Tel"
    r"|and|with|who|for"
    r"|where|since|but|on|was|is|has)\b)"
    r"|\.(?=\s+[A-Z])(?<!St\.)(?<!Ave\.)(?<!Dr\.)(?<!Rd\.)(?<!Apt\.)(?<!Ste\.)|\.?$|[,.](?=\s*$)",
    re.IGNORECASE,
)


#: `0015 To CT`: an hour, and what was done then
_CLOCK = re.compile(r"[012]\d[0-5]\d (?:To|At|In|For|With|On|By|The|Pt|Report|Seen|Back|Left|Arrived|Dr)\b")


def reach(scan: str, start: int) -> int:
    """Where an address in running text ends."""
    end = scan.find("\n", start, start + 160)
    end = min(len(scan), start + 160) if end < 0 else end
    match = _STOP.search(scan, start, end)
    return match.start() if match else end


class GeoRecognizer(Recognizer):
    type = "GEO"
    label = "Place"
    help = "Streets, cities, counties and ZIP codes."
    rule = "B"
    sure = True
    labels = (
        "home address",

        "patient address", "residence", "residential address", "addr line1",
        "street address line", "addr line 1", "permanent address",

        "home city",
        "birth place", "place of birth", "birthplace", "residence city",
        "lives at", "resides at", "lives in", "resides in", "location of residence",
        "patient city", "patient zip", "work address",
    )  # fmt: skip
    weak_labels = (
        "ship address", "delivery address", "service address", "mailing addr", "city st zip",
        "pickup address", "scene address", "incident address", "incident location", "employer address",
        "residence address", "home addr",
        "street addr", "line1", "line2", "line", "location", "resident of", "place", "address", "street",
        "address line",
        "address line 1", "address line1", "address line2", "address line 2", "address1", "address2",
        "addr", "addr1", "addr2", "street1", "street2", "street name", "city", "city state zip",
        "city state", "town", "municipality", "county", "district", "parish", "zip", "zip code", "zipcode",
        "postal code", "postcode", "postal", "city town", "zip5", "zip4", "neighborhood", "suburb",
        "village", "precinct", "billing address", "current address", "address city", "address street",
        "street address", "hometown", "home town", "mailing address",
    )  # fmt: skip
    value = re.compile(r"([A-Za-z0-9#][^\n]{1,160})", re.ASCII)
    shapes = (
        rf"(?:{_NUMBERED}|{STREET})",
        _BOX,
        rf"{_CITY},? (?:{STATES}) \d{{5}}(?:-\d{{4}})?",
        rf"{_CITY}, (?:{STATE_NAMES})(?:,? \d{{5}}(?:-\d{{4}})?)?",
        rf"{_CITY}, (?:{STATES})\b",
        rf"{_CITY} (?:County|Parish|Township)\b",
    )

    def accepts(self, value: str) -> bool:
        value = value.strip()
        if says_nothing(value) or not 2 <= len(value) <= 160 or value in STATES.split("|"):
            return False
        return bool(re.search(r"[A-Z]{2}|[A-Z][a-z]|\d{4,5}|^\d+ \w", value)) and not re.search(
            r"[{}=@$]|://|_\w+_", value
        )

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        return (
            self.accepts(value)
            and (doc.near(start, 600) > 1 or FULL.match(doc.scan, start) is not None)
            and not re.match(r"0x|/|\d+\.\d+\.\d+|[\d.]+$(?<!\d{5})", value)
        )

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        near = doc.near(start, 500)
        if shape == 0 and _CLOCK.match(doc.scan, start):
            return False
        if shape in (0, 1):
            return near > 0 or bool(re.match(rf",? {_CITY},? (?:{STATES})\b", doc.scan[end : end + 60]))
        if shape == 2:
            return near > 0 or doc.scan[start:end].count(",") == 1
        return near > 1 and not doc.code_like
