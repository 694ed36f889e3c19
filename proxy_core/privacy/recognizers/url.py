"""Web addresses that lead to a person.

Source: 45 CFR 164.514(b)(2)(i)(N); form: RFC 3986. Most addresses in code and notes lead to standards,
packages and documentation; an address counts where its words or its label speak of a patient's page, record
or portal.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer

_REFERENCE = re.compile(
    r"https?://(?:[\w-]+\.)*(?:hl7\.org|loinc\.org|snomed\.(?:info|org)|nih\.gov|cdc\.gov|who\.int|cms\.gov"
    r"|hhs\.gov"
    r"|fda\.gov|w3\.org|ietf\.org|rfc-editor\.org|github\.com|githubusercontent\.com|gitlab\.com"
    r"|npmjs\.(?:com|org)"
    r"|pypi\.org|python\.org|mozilla\.org|google(?:apis)?\.com|gstatic\.com|microsoft\.com|amazonaws\.com"
    r"|apache\.org"
    r"|stackoverflow\.com|wikipedia\.org|schema\.org|json-schema\.org|xmlns\.com|iana\.org"
    r"|unitsofmeasure\.org"
    r"|rxnav\.[\w.]+|docker\.(?:com|io)|readthedocs\.io|rust-lang\.org|crates\.io|golang\.org|debian\.org"
    r"|ubuntu\.com|anthropic\.com|openai\.com|claude\.(?:ai|com)|medlineplus\.gov|uptodate\.com"
    r"|mayoclinic\.org"
    r"|healthline\.com|webmd\.com|doi\.org|terminology\.[\w.]+|example\.(?:com|org|net)/?$|localhost"
    r"|127\.0\.0\.1)",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"/(?:patients?|pts?|mrn|charts?|records?|members?|people|person|profiles?|users?|clients?|residents?|p"
    r"|u|id"
    r"|visits?|encounters?|appointments?|results?|media|photos?|images?|uploads?|share|v|my"
    r"|~\w+)/[\w.%~-]*[\d.~-][\w.%~/-]*"
    r"|[?&](?:patient|pt|pid|mrn|id|member|user|uid|chart|dob|name|token|person|subject|email"
    r"|record)[\w-]*=[^&\s]{2,}"
    r"|mychart|portal|patient|facebook\.com/|linkedin\.com/in/|twitter\.com/|instagram\.com/|/~\w+"
    r"|caringbridge"
    r"|gofundme|myhealth|blog|wordpress|family",
    re.IGNORECASE,
)
#: hosts that only a machine's own network knows, and files of schemas
_INTERNAL = re.compile(
    r"https?://[^/]*(?:\.svc(?:\.|[:/]|$)|\.cluster\.local|\.local(?:[:/]|$)|\.internal(?:[:/]|$)"
    r"|^https?://[\w-]+(?::\d+)?/?$)"
    r"|https?://[\w-]+(?::\d+)(?:/|$)|\S*/[\w.-]*(?:schema|v\d+)\.(?:json|xsd|ya?ml)(?:$|#)",
    re.IGNORECASE,
)
#: what package managers and builds fetch: its digits are versions and hashes
_PACKAGE = re.compile(
    r"\.(?:t[gx]z|tar(?:\.\w+)?|whl|gem|crate|jar|war|aar|pom|deb|rpm|apk|nupkg|git|exe|msi|dmg|iso|wasm"
    r"|js|mjs|cjs|css|map|svg|ico|woff2?)(?:[?#]|$)"
    r"|^https?://(?:[\w-]+\.)*(?:pythonhosted\.org|yarnpkg\.com|rubygems\.org|packagist\.org|nuget\.org"
    r"|maven\.org|sonatype\.org|jsdelivr\.net|unpkg\.com|cdnjs\.com|cloudflare\.com|conda\.io|anaconda\.org"
    r"|opencollective\.com|bitbucket\.org|gitea\.com|codeberg\.org|hackage\.haskell\.org|hex\.pm|pub\.dev"
    r"|registry\.[\w.-]+|ghcr\.io|quay\.io)(?:[:/]|$)",
    re.IGNORECASE,
)
_HOLE = re.compile(
    r"[{}<>$]|:\w+/|%s|YOUR_|example\.com/?(?:path|api|foo)|/(?:id|:id|patientId)\b", re.IGNORECASE
)


class UrlRecognizer(Recognizer):
    type = "URL"
    label = "Web address"
    help = "Addresses of a patient's portal, page or record; not of standards and documentation."
    rule = "N"
    labels = (
        "patient portal", "patient portal url", "portal address",
        "personal website",
        "patient url", "personal url",
        "mychart link", "mychart", "mychart url", "record url", "chart url", "patient link",
        "telehealth link", "visit link",
    )  # fmt: skip
    weak_labels = (
        "url", "link", "web", "profile", "website", "web site", "web page", "home page", "homepage",
        "facebook", "linkedin", "twitter", "instagram", "blog", "portal", "profile url", "profile link",
        "social media", "video link", "portal url", "portal link",
    )  # fmt: skip
    value = re.compile(
        r"((?:https?://|www\.)[^\s\"'<>|\\^`{}]+[\w/=&%#-]|[\w-]+(?:\.[\w-]+)+/[^\s\"'<>|\\^`{}]*[\w/])",
        re.ASCII,
    )
    shapes = (
        r"(?:https?|ftp|sftp)://[^\s\"'<>|\\^`{}()\[\],;]+[A-Za-z0-9/=&%#_~-]",
        r"www\.[\w-]+(?:\.[\w-]+)+(?:/[\w./?=&%#~-]*\w)?",
    )

    def accepts(self, value: str) -> bool:
        return bool(re.match(r"https?://\S+\.\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+/\S+", value)) and not (
            _REFERENCE.match(value) or _HOLE.search(value) or _INTERNAL.match(value) or _PACKAGE.search(value)
        )

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        value = doc.scan[start:end]
        if not self.accepts(value):
            return False
        return _PERSONAL.search(value) is not None or any(c.isdigit() for c in value)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        value = doc.scan[start:end]
        if not self.accepts(value):
            return False
        found = _PERSONAL.search(value, value.find("//") + 2 if "//" in value else 0)
        if found is None:
            return False
        return doc.near(start, 500) > (0 if any(c.isdigit() for c in value) else 1) and not (
            doc.code_like and doc.near(start, 300) < 2
        )
