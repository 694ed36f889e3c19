"""Before the first request: what an engine builds only while it reads is built by reading a text of our own.

google-re2 makes the states of an automaton when a text first needs them, and the word lists are read when a
word is first looked up. Together that takes as long as reading some hundred kilobytes, and is not for the
first request to wait for. Call it in a thread.
"""

from __future__ import annotations

from proxy_core.privacy.engine import Engine

#: program text, tool output and a synthetic patient, so that every reader has something to read
EXAMPLE = r"""
def load(path: str, *, limit: int = 100) -> dict[str, list[int]]:
    "Read a table; see https://docs.python.org/3/library/csv.html and PEP 8."
    for index, line in enumerate(open(path, encoding="utf-8")):
        value = self._cache.get(f"{index}:{line.strip()}") or os.environ["HOME"] + "/data/v1.2.3/a.json"
        if not value: raise ValueError("line %d of %s cannot be read\n" % (index, path))
{"name": "left-pad", "version": "1.3.0", "sha": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "port": 8080}
2024-05-01 12:00:01,123 INFO server 10.0.0.1:8080 GET /items?id=42 200 550e8400-e29b-41d4-a716-446655440000
The reader keeps what was seen before; a change of the rules makes a new one, and the oldest entries leave.

Patient: Testina Sampleton, DOB: 02/14/1957, MRN: 8842119, SSN: 219-09-4821, phone (217) 555-0134, a
93-year-old who lives at 12 Harbor Street, Springfield, IL 62704, testina.sampleton@gmail.com. Seen by Dr.
Anna Example, MD, on 3/4/2024 for hypertension; her daughter Paula called. Card 4111 1111 1111 1111, IBAN
GB29 NWBK 6016 1331 9268 19.
patient_name,mrn,dob
Testina Sampleton,8842119,1957-02-14
Sampleton,Testina,1957-02-14,219-09-4821,12 Harbor Street
MSH|^~\&|LAB|GHH|EHR|GHH|20240101120000||ORU^R01|12345|P|2.3
PID|1||8842119^^^GHH^MR||SAMPLETON^TESTINA||19570214|F
ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240101*1253*^*00501*000000905*0*P*:~
NM1*IL*1*SAMPLETON*TESTINA****MI*W123456789~
(0010,0010) PN [SAMPLETON^TESTINA]
{"resourceType": "Patient", "birthDate": "1957-02-14", "name": [{"family": "Sampleton"}]}
<patient><name><given>Testina</given><family>Sampleton</family></name></patient>
INSERT INTO patients (first_name, last_name, mrn) VALUES ('Testina', 'Sampleton', '8842119');
GET /patients/8842119/labs
PID-5.1: Sampleton
BEGIN:VCARD
FN:Testina Sampleton
BEGIN:VCARD
FN:Testina Sampleton
END:VCARD
message = "Patient: Testina Sampleton\nMRN: 8842119"
"""


def warm_up(engine: Engine) -> Engine:
    """The engine, as fast at once as it would be after its first requests. Plug-ins are not asked."""
    engine.analyse(EXAMPLE, plugins=False)
    for line in EXAMPLE.splitlines():
        engine.analyse(line, plugins=False)
    return engine
