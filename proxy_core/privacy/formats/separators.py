"""Where keys stand, and what stands between a key and its value.

`key: v`, `"key" => v`, `.setKey(v)`, `put("key", v)`, `expect(x.key).toBe(v)`, `{"name": "key", "value": v}`,
`--key v`, `key    v`, and for values before their keys `assertEquals(v, x.getKey())`.
"""

from __future__ import annotations

import re

from proxy_core.privacy.matcher import Matcher

#: words that only the record of a person has, as keys write them
SIGNAL = (
    r"(?i:patient|\bpts?[ _.]|[\"']pt[\"']\s?:|\bpa?t[_-]?(?:na?me?\b|dob|bi?r?th|bda?te?|id\b|addr|ssn"
    r"|first|last|fna|lna)|\bpt[a-z]{0,2}[_-]|_pt\b|\bpat_[a-z]|(?:\b|_)mbr|member_?(?:id|no|num|name|dob)"
    r"|subscri?b?e?r?_?(?:id|no|name|dob)|guarantor|beneficiar|insured|\binsur_|policy_?(?:holder|no|num)"
    r"|(?:\b|_)(?:mrn|ssn|dob|bday|bdate|dos)|birth|naissance|geburts|nacimiento|(?:\b|_)l_?name"
    r"|first_?na?me?\b|last_?na?me?\b|(?:\b|_)surname|given_?name|family_?name|maiden|vorname|nachname"
    r"|apellido"
    r"|next_?of_?kin|(?:\b|_)nok(?:\b|_)|emergency_?c|demograph|physician|med(?:ical)?_?rec"
    r"|chart_?(?:no|num|id)|accession|claimant|enrollee|resident_?(?:id|name)|admi(?:t|ssion)_?(?:date|dt)"
    r"|encounter_?(?:id|no|date)|[\"'`]last\\{0,3}[\"'`]\s?[:=])"
    r"|(?:\b|[a-z])(?:pt|Pt|pat|Pat)[A-Z]|[a-z](?:Mrn|Ssn|Dob|MRN|SSN|DOB)"
    r"|[\"'`]family\\{0,3}[\"'`]\s?:|ClinicalDocument|urn:hl7-org:v3|<templateId|<family|PatientName"
)
EVIDENCE = Matcher(SIGNAL)
_ASSIGNED = r"[ \t]{0,24}(?:[:|(]|->|<>|[=!><]?={1,2}>?[ \t]{0,3}(?:[A-Za-z_$][\w.]{0,60})?)"
_WORDED = (
    r"[ \t]{1,3}(?i:i?like|in|into|as|for|between|is|to|eq|shouldbe)[ (](?:(?:the )?[\"'][\w #]{1,40}[\"'])?"
)
#: a word and what may follow a key; of its words each may be one
KEYS = Matcher(
    rf"[A-Za-z_][\w.-]{{1,60}}[\\\"'`\])*#]{{0,7}}(?:{_ASSIGNED}|{_WORDED}|\s{{0,3}},|\.[A-Za-z]{{2,20}}[.(]"
    r"|[ \t]{1,3}[\"'`]|[ \t]{2}|\r?\n(?:\r?\n|[ \t]{0,3}\d{1,4}\)|[\"'])|[ \t]?\{)|(?:^"
    r"|[ \t])-{1,2}[A-Za-z][\w-]{1,40}[ \t][A-Za-z0-9\"']"
)
TOKEN = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,6}")
_VERB = (
    r"(?i:not|to|be|have|has|should|is|equals?|equal_?to|eq|eql|same|be_?equal|match\w*|contains?"
    r"|same_?as|tobe"
    r"|toequal|tostrictequal|tocontain|tohavevalue|tohavetextcontent|isequalto|type|fill|send_?keys"
    r"|setvalue|set"
    r"|val|value|with|return|returns|thenreturn|and_return|append|add|put|default|example)"
)
_VALUE_KEY = r"(?:value|answer|val|text|content|data|response|actual|expected|with|entered)\w{0,12}"
SEPARATOR = re.compile(
    rf"""(?:\(\))?(?P<close>[\\"'`\])*\#]{{0,7}})[ \t]{{0,24}}(?:
      (?P<sign>:=|=>|->|===?|!==?|<>|>=|<=|[:=|])[ \t]{{0,24}}
        (?:\r?\n[ \t]{{0,60}}(?=[\[{{"'`]|string\(|int\())?
    | (?P<call>\()\s{{0,20}}(?=[NEbruf@]?\\{{0,7}}["'`]|[\w.:\s]{{2,60}}\()
    | (?P<chain>\)*(?:\.{_VERB}(?:\(\))?){{0,3}}\.{_VERB}\(\s{{0,20}})
    | (?P<pair>,\s{{0,20}}(?:\\{{0,7}}["']?{_VALUE_KEY}\\{{0,7}}["']?\s?[:=]\s{{0,20}}(?:\[\s{{0,20}})?)?
        (?=[NEbruf@]?\\{{0,7}}["'`\d]|\{{|[\w.]{{2,40}}\())
    | (?P<part>(?:;[^\n]{{0,120}})?\r?\n(?:Content-[^\n]{{1,80}}\n){{0,3}}\r?\n(?=\S)
        |\r?\n[ \t]*\d{{1,4}}\)[ \t]*(?=")|\r?\n(?=[\"']))
    | (?P<brace>[ \t]?)(?=\{{)
    | (?P<gap>[ \t]{{2,40}}(?=\S))
    | (?P<word>(?i:i?like|in|between|is|to|eq|should(?:be)?)\b\s?)(?=[(\[]?\s?[NE]?["'`])
    | (?P<space>)(?=["'`])
    )""",
    re.VERBOSE,
)
ARGUMENT = re.compile(r" ([^\s\"'`;|&<>$-][^\s\"'`;|&<>]{0,60})")
OPTION = re.compile(r"(?<!\S)-{1,2}$")
#: what stands before the key where the value stands before both: `assertEquals("x", p.getY())`, `"x" == p.y`
BACKWARD = re.compile(
    r"([\"'`])([^\"'`\n]{1,80})\1\)?(?:\s?(?:===?|!==?)\s?|\s?(,)\s{0,20}|\s(?:in|into|as"
    r"|for)\s(?:the\s)?[\"'])"
    r"(?:[\w$]|\.|->|\(\)|::){0,60}$"
)
#: `Map.of("mrn", "8842119", "dob", ...)`
MAP = re.compile(r"\b(?:[A-Za-z]*Map\.of|hash|dict_of|make_hash)\([^()]*$")
ASSERTS = re.compile(
    r"(?:assert|expect|equal|eq|same|verify|check|is|be)\w*!?\(\s{0,20}$"
    r"|(?:assert|expect|if|when|enter|type|fill)\s.{0,80}$",
    re.IGNORECASE,
)
#: `{ year: 1960 month: 3 day: 4 }`
DATE_PARTS = re.compile(
    r"\s?[{(][\s{(]{0,20}[\"']?(?:year|yyyy)[\"']?\s?[:=]\s?((?:19|20)\d\d)[,\s]{1,20}"
    r"[\"']?month[\"']?\s?[:=]\s?(\d{1,2})[,\s]{1,20}[\"']?day[\"']?\s?[:=]\s?(\d{1,2})",
    re.IGNORECASE,
)
#: a line break spelled out in a string
BREAK = re.compile(r"\\{1,7}[nrt]")
