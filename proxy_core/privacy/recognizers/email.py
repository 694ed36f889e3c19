"""E-mail addresses.

Source: 45 CFR 164.514(b)(2)(i)(F); form: RFC 5321 section 4.1.2; reserved names: RFC 2606. Not a patient's:
role accounts, authors in version control and packages, ssh remotes, user@host in tool output.
"""

from __future__ import annotations

import re

from proxy_core.privacy import lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.base import Recognizer

_FORM = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}", re.ASCII)
_ROLES = frozenset(
    """a abuse account accounts admin administrator alerts alice all api app author b bar billing bob bot
    bug bugs build careers ci community contact contributors customer dependabot dev developer devel
    developers devnull devops docs email eng engineering enquiries example feedback firstname foo git github
    hello help helpdesk hostmaster hr info inquiries it jane joe john johndoe janedoe jobs lastname legal
    list lists mail mailer maintainer maintainers marketing me media name news newsletter no-reply noreply
    notifications office ops opensource organization orders owner person postmaster press privacy project
    receptionist registrar registry release releases root sales secretary security sender service services
    someone somebody staff status subscribe support team tech test tester testing user user1 user2 username
    usr users webmaster xyz you your your-email your.email youremail yourname x y z""".split()  # noqa: SIM905
)
_RESERVED = re.compile(
    r"(?:.*\.)?(?:example\.(?:com|org|net|edu)|[\w-]+\.(?:example|test|invalid|localhost|local|internal))",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r".*\b(?:noreply\.github\.com|users\.noreply\..*|[\w.-]*\.iam\.gserviceaccount\.com)", re.I
)
#: a line that names who made a thing: commits, packages, licences, maintainers, lists
_MAKERS = re.compile(
    r"(?:\b(?:author|committer|tagger|signed-off-by|co-authored-by|reviewed-by|acked-by|tested-by|reported-by"
    r"|suggested-by|cc-by|maintainers?|contributors?|copyright|licen[sc]e|packager|merge)\b"
    r"|\(c\)|©|user\.email|git@|ssh |git clone|scp |rsync |pip install|npm|https?://[^\s@]*$)",
    re.IGNORECASE,
)


class EmailRecognizer(Recognizer):
    type = "EMAIL"
    label = "E-mail address"
    help = "Addresses of people; not role accounts, commit authors or documentation's examples."
    rule = "F"
    sure = True
    labels = ("email", "e mail", "email address", "e mail address", "email addr", "mail")
    value = re.compile(rf"({_FORM.pattern})", re.ASCII)
    shapes = (r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",)

    def accepts(self, value: str) -> bool:
        return _FORM.fullmatch(value.removeprefix("mailto:")) is not None and not _NEVER.match(value)

    def labelled(self, doc: Document, start: int, end: int) -> bool:
        return self.shaped(doc, start, end, 0)

    def shaped(self, doc: Document, start: int, end: int, shape: int) -> bool:
        local, _, domain = doc.scan[start:end].partition("@")
        if _NEVER.match(doc.scan[start:end]) or (domain[:1].isdigit() and domain.count(".") == 1):
            return False
        near = doc.near(start, 500)
        if local.lower() in _ROLES:
            return False
        line, _ = doc.line_at(start)
        if _MAKERS.search(doc.scan, max(line, start - 120), start):
            return False
        if makers_before(doc, start):
            return False
        if doc.scan[end : end + 1] == ":" and doc.scan[end + 1 : end + 2] not in (" ", "\n", ""):
            return False  # git@host:path
        if _MESSAGE_ID.search(doc.scan, max(line, start - 80), start) or (
            near == 0 and self._credits(doc, line, start)
        ):
            return False
        if doc.code_like and near == 0 and _RESERVED.fullmatch(domain):
            return False
        return near > 0 or not _RESERVED.fullmatch(domain) or _personal(local)

    @staticmethod
    def _credits(doc: Document, line: int, start: int) -> bool:
        """`by Ada Karlsson <ada@...>` where nobody speaks of care: who made a thing, unless it is a mail's
        head."""
        before = doc.scan[max(line, start - 80) : start]
        return _NAMED.search(before) is not None and _HEAD.match(doc.scan, line) is None


#: headers of mails that hold ids of mails in the form of addresses
_MESSAGE_ID = re.compile(r"(?:Message-ID|In-Reply-To|References|Content-ID|cid):[^\n]*$", re.IGNORECASE)
_NAMED = re.compile(r"[A-Za-z.'\u00c0-\u00ff] ?[<(]$")
_HEAD = re.compile(r"[ \t>]*(?:from|to|cc|bcc|reply-to|sender|on )\b", re.IGNORECASE)
_MAKER_LIST = re.compile(
    r"[\\\"']{0,4}(?:contributors|maintainers|authors?"
    r"|publisher)[\\\"']{0,4}\s*[:=]\s*[\[{][^\]]*$"
)


def makers_before(doc: Document, start: int) -> bool:
    """Whether a value stands in a package's list of its makers."""
    return _MAKER_LIST.search(doc.scan, max(0, start - 400), start) is not None


def _personal(local: str) -> bool:
    parts = [part for part in re.split(r"[._\-+\d]+", local) if part]
    return len(parts) >= 2 and all(lexicon.is_name(part) or len(part) == 1 for part in parts)
