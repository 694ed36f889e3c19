import re

from proxy_core.privacy.recognizers.base import Recognizer


class Ssn(Recognizer):
    type = "SSN"
    label = "Social security number"
    help = ""
    sure = True
    patterns = (re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),)

    def valid(self, value: str) -> bool:
        return value[:3] not in ("000", "666") and value[4:6] != "00" and value[7:] != "0000"


class Email(Recognizer):
    type = "EMAIL"
    label = "E-mail address"
    help = ""
    patterns = (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b"),)


class Phone(Recognizer):
    type = "PHONE"
    label = "Phone"
    help = ""
    patterns = (re.compile(r"(?<![\w.-])(?:\+?1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"),)


class Mrn(Recognizer):
    type = "MRN"
    label = "Medical record number"
    help = ""
    sure = True
    patterns = (re.compile(r"(?i)\bMRN\b[ #:=\"']{0,5}([A-Z]{0,4}-?\d{4,12})\b"),)


class Name(Recognizer):
    type = "NAME"
    label = "Name"
    help = ""
    sure = True
    patterns = (
        re.compile(
            r"\b[Pp]atient(?: [Nn]ame)?\s{0,2}:\s{0,3}([A-Z][a-z'-]+(?: [A-Z]\.?)?(?: [A-Z][A-Za-z'-]+)+)"
        ),
    )


class Date(Recognizer):
    type = "DATE"
    label = "Date"
    help = ""
    patterns = (
        re.compile(
            r"(?i)\b(?:DOB|date of birth|birth ?date)\b[ :=\"']{0,5}(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})\b"
        ),
    )
