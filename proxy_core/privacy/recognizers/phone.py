"""Telephone numbers.

Source: 45 CFR 164.514(b)(2)(i)(D); North American numbers: NANPA, https://www.nanpa.com (area code and
exchange begin with 2-9, and neither is N11); international: ITU-T E.164 (at most 15 digits).
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, digits, says_nothing

NUMBER = (
    r"\+?\(?\d{1,4}\)?(?:[ .\-/]{0,2}\(?\d{2,5}\)?){1,5}"
    r"(?:[,;]?\s?(?:ext|x|extension)\.?\s?\d{1,6})?"
)
#: an extension behind a number
_EXT = r"(?:,? ?(?:[Ee]xt|EXT|x|X|[Ee]xtension)\.? ?#?\d{1,6})?"
_FAX_BEFORE = re.compile(
    r"\b(?:fax|facsimile|telefax|f)\b[\w .#]{0,12}[\"']?\s*[:=>|#]?\s*[\"'(+]*$", re.IGNORECASE
)
_PHONE_BEFORE = re.compile(
    r"(?:phone|telephone|tel|cell|mobile|call|contact|reach|reached|pager|ph|dial|text(?:ed)?|sms|voicemail"
    r"|number|whats ?app|home|work|at|fax|line|office|direct|clinic|ext|son|daughter|wife|husband"
    r"|mother|father)\b[\w \"'.:=>#()+-]{0,24}$",
    re.IGNORECASE,
)

#: numbers that serve everybody
_TOLL_FREE = re.compile(r"(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\b")
_HOTLINE = re.compile(
    r"(?:hot ?line|help ?line|lifeline|poison control|customer service|support|toll[- ]free"
    r"|crisis)[^\n]{0,24}$",
    re.IGNORECASE,
)


def plausible(number: str) -> bool:
    """Whether digits can be a telephone number of North America or, longer, of elsewhere."""
    if len(number) == 11 and number[0] == "1":
        number = number[1:]
    if len(number) == 10:
        return number[0] in "23456789" and len(set(number)) > 2 and number[1:3] != "11"
    return 7 <= len(number) <= 15 and len(set(number)) > 2


class PhoneRecognizer(Recognizer):
    type = "PHONE"
    label = "Telephone number"
    help = "North American numbers by their form, others behind a label or with their country code."
    rule = "D"
    sure = True
    labels = (
        "phone", "phone number", "phone no", "phone num", "telephone", "telephone number", "telephone no",
        "tel",
        "tel no", "cell", "cell phone", "cellphone", "mobile", "mobile phone", "mobile number", "mobile no",
        "home phone", "work phone", "day phone", "evening phone", "contact number", "contact phone", "ph",
        "contact no", "callback number", "callback", "call back number", "pager", "phone home", "phone work",
        "phone cell", "phone mobile", "home number", "emergency phone", "nok phone", "daytime phone",
        "msisdn",
        "whatsapp", "sms", "phone1", "phone2", "best number", "alt phone", "alternate phone",
        "alternate number",
        "message phone", "msg phone", "business phone", "office phone", "direct line", "primary phone",
        "secondary phone", "preferred phone", "after hours", "home tel", "mob", "cell no", "cell number",
        "home cell",
        "landline", "phone fax", "tel fax",
    )  # fmt: skip
    value = re.compile(rf"({NUMBER})(?![\w])", re.ASCII)
    shapes = (
        rf"(?:\+?1[ .-]?)?\(\d{{3}}\) ?\d{{3}}[ .-]\d{{4}}{_EXT}",
        rf"(?:\+?1[ .-])?\d{{3}}[.-]\d{{3}}[.-]\d{{4}}{_EXT}",
        r"\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}",
        rf"(?:\+?1 )?\d{{3}} \d{{3}}[ -]\d{{4}}{_EXT}",
        r"\d{3}-\d{4}",
        r"\d{10}",
    )

    def accepts(self, value: str) -> bool:
        number = digits(re.split(r"(?:ext|x|extension)", value.lower())[0])
        return plausible(number) and len(value) <= 32 and not says_nothing(value)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        return self.accepts(value) and (len(digits(value)) >= 7)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        value = doc.scan[start:end]
        if _TOLL_FREE.match(value) and _HOTLINE.search(doc.scan, max(0, start - 48), start):
            return False
        if doc.scan[end : end + 1] == "." and doc.scan[end + 1 : end + 2].isdigit():
            return False
        number = digits(re.split(r"[xX]", value)[0])
        if shape >= 4:  # too common a form: only behind a word that says so
            return _says(_PHONE_BEFORE, doc, start) and plausible(number) and doc.near(start, 300) > 0
        if not plausible(number):
            return False
        if shape == 2:
            return len(number) >= 9 and (doc.near(start) > 0 or _says(_PHONE_BEFORE, doc, start))
        if (shape in (1, 3) and "." in value) or shape == 3:
            return doc.near(start) > 0 or _says(_PHONE_BEFORE, doc, start)
        return not (len(number) == 10 and (number[3] in "01" and doc.near(start) == 0))

    @staticmethod
    def is_fax(doc: Document, start: int) -> bool:
        """Whether the words before a number make it a fax number."""
        return _says(_FAX_BEFORE, doc, start)


def _says(pattern: re.Pattern[str], doc: Document, start: int) -> bool:
    line = max(doc.scan.rfind("\n", max(0, start - 60), start) + 1, start - 60)
    return pattern.search(doc.scan[line:start]) is not None
