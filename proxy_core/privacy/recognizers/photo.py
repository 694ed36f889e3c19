"""Full-face photographs and comparable images: their files and addresses.

Source: 45 CFR 164.514(b)(2)(i)(Q). The image itself is an attachment, and a policy of its own decides on it.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer, digits, says_nothing

_FILE = r"(?:[\w.~%-]*[/\\])*[\w.%~-]+\.(?:jpe?g|png|gif|heic|heif|tiff?|bmp|webp|dcm|raw|cr2|nef)"
_FACE = re.compile(
    r"photo|face|portrait|headshot|selfie|mugshot|passport|avatar|patient|profile|id[-_]?card|img_\d"
    r"|dsc_?\d|wound",
    re.I,
)


class PhotoRecognizer(Recognizer):
    type = "PHOTO"
    label = "Photograph"
    help = "Files and addresses of pictures of a patient."
    rule = "Q"
    labels = (
        "patient photo",
        "headshot url", "portrait url", "face photo",
        "full face photo", "full face photograph", "mugshot",
        "patient picture", "patient image", "patient photo url", "face image", "photo on file",
    )  # fmt: skip
    weak_labels = (
        "image", "image url", "img", "photo name", "photo", "photo url", "photo file", "photo id",
        "photo path", "photo link", "picture", "picture url", "headshot", "portrait", "avatar",
        "avatar url", "profile photo", "image file", "profile picture", "selfie", "photograph",
    )  # fmt: skip
    value = re.compile(
        rf"((?:(?:https?|s3|gs|file)://)[^\s\"'<>|]+[\w=]|{_FILE}|[A-Za-z]{{2,8}}[-_]\d[\w-]{{2,40}})",
        re.IGNORECASE | re.ASCII,
    )
    shapes = (r"[\w%~-]\.(?:jpe?g|JPE?G|png|PNG|heic|HEIC|tiff?|bmp|webp)",)

    def accepts(self, value: str) -> bool:
        return bool(
            re.fullmatch(self.value, value.strip()) or re.match(r"(?:https?|s3|gs|file|data):", value)
        ) and not (says_nothing(value))

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        return self.accepts(value) and doc.near(start, 600) > (0 if digits(value) else 1)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        value = doc.scan[start:end]
        if not _FACE.search(value) or says_nothing(value):
            return False
        near = doc.near(start, 500)
        return near > 1 and bool(digits(value)) and (not doc.code_like or near > 3)
