"""Structured texts with marked values: formats where position or key tells. Set A."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from tests.eval.values import Person, mark

Template = Callable[[random.Random], str]


def _person(rng: random.Random) -> Person:
    return Person(rng)


def hl7_adt(rng: random.Random) -> str:
    p, d, n = _person(rng), _person(rng), _person(rng)
    day = p.day()
    end = rng.choice(["\n", "\r", "\r\n"])
    return end.join([
        f"MSH|^~\\&|REGADT|MERCY|ICU|MERCY|{day:%Y%m%d}1200||ADT^A01^ADT_A01|{p.digits(6)}|P|2.5.1",
        f"EVN|A01|{day:%Y%m%d}1200",
        f"PID|1||{mark('MRN', p.digits(8))}^^^MERCY^MR~{mark('SSN', p.ssn())}^^^USA^SS||{mark('NAME', p.last.upper())}^{mark('NAME', p.first.upper())}^{mark('NAME', p.middle)}||"
        f"{mark('DATE', p.written(p.born, 'c'))}|{p.sex}||2106-3|{mark('GEO', p.street.upper())}^^{mark('GEO', p.city.upper())}^{p.state}^{mark('GEO', p.zip)}||"
        f"{mark('PHONE', p.phone())}^PRN^PH~^NET^Internet^{mark('EMAIL', p.email())}||EN|M|CAT|{mark('ACCOUNT', p.digits(9))}|{mark('SSN', p.ssn())}|{mark('LICENSE', p.licence())}^{p.state}",
        f"NK1|1|{mark('NAME', n.last)}^{mark('NAME', n.first)}|SPO|{mark('GEO', p.street)}^^{mark('GEO', p.city)}^{p.state}^{mark('GEO', p.zip)}|{mark('PHONE', n.phone())}",
        f"PV1|1|I|ICU^101^A||||{mark('LICENSE', d.npi())}^{mark('NAME', d.last)}^{mark('NAME', d.first)}^^^DR|||MED||||7|||||{mark('OTHER_ID', p.digits(8))}|||||||||||||||||||||||||{mark('DATE', day.strftime('%Y%m%d%H%M'))}",
        f"IN1|1|PPO|BC01|BLUE CROSS||||{mark('HEALTH_PLAN', 'GRP' + p.digits(5))}||||||||{mark('NAME', p.last)}^{mark('NAME', p.first)}|SELF|{mark('DATE', p.written(p.born, 'c'))}||||||||||||||||||{mark('HEALTH_PLAN', p.member())}",
    ])  # fmt: skip


def hl7_oru(rng: random.Random) -> str:
    p, d = _person(rng), _person(rng)
    day = p.day()
    return "\n".join([
        f"MSH|^~\\&|LAB|GHH|EHR|GHH|{day:%Y%m%d%H%M%S}||ORU^R01|{p.digits(5)}|P|2.3",
        f"PID|||{mark('MRN', p.digits(7))}||{mark('NAME', p.last)}^{mark('NAME', p.first)}^{mark('NAME', p.middle)}||{mark('DATE', p.written(p.born, 'c'))}|{p.sex}",
        f"ORC|RE|{mark('OTHER_ID', p.digits(7))}|{mark('OTHER_ID', p.digits(8))}",
        f"OBR|1|{mark('OTHER_ID', p.digits(7))}^LAB|{mark('OTHER_ID', p.digits(8))}^LAB|2345-7^GLUCOSE^LN|||{mark('DATE', day.strftime('%Y%m%d%H%M'))}|||||||||{mark('LICENSE', d.npi())}^{mark('NAME', d.last)}^{mark('NAME', d.first)}",
        "OBX|1|NM|2345-7^GLUCOSE^LN||182|mg/dL|70-105|H|||F",
    ])  # fmt: skip


def fhir_patient(rng: random.Random) -> str:
    p = _person(rng)
    tree = {
        "resourceType": "Patient", "id": "6f2c1b3e-7f0a-4a53-9d5e-0a1b2c3d4e5f", "meta": {"lastUpdated": "2024-05-01T10:00:00Z"},
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": mark("MRN", p.mrn())},
                       {"system": "http://hl7.org/fhir/sid/us-ssn", "value": mark("SSN", p.ssn())}],
        "name": [{"use": "official", "family": mark("NAME", p.last), "given": [mark("NAME", p.first), mark("NAME", p.middle)]}],
        "telecom": [{"system": "phone", "value": mark("PHONE", p.phone()), "use": "home"}, {"system": "email", "value": mark("EMAIL", p.email())}],
        "gender": "female", "birthDate": mark("DATE", p.born.isoformat()),
        "address": [{"line": [mark("GEO", p.street)], "city": mark("GEO", p.city), "state": p.state, "postalCode": mark("GEO", p.zip)}],
        "contact": [{"relationship": [{"text": "Spouse"}], "name": {"family": mark("NAME", p.last), "given": [mark("NAME", _person(rng).first)]}}],
    }  # fmt: skip
    return json.dumps(tree, indent=rng.choice([None, 2]), ensure_ascii=False)


def fhir_bundle(rng: random.Random) -> str:
    p, d = _person(rng), _person(rng)
    day = p.day()
    tree = {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
                      "subject": {"reference": "Patient/1f3d", "display": mark("NAME", p.name)}, "effectiveDateTime": mark("DATE", day.isoformat()),
                      "performer": [{"display": mark("NAME", f"Dr. {d.name}").replace("Dr. ", "") if False else mark("NAME", d.name)}], "valueQuantity": {"value": 72, "unit": "beats/minute"}}},
        {"resource": {"resourceType": "Coverage", "subscriberId": mark("HEALTH_PLAN", p.member()), "beneficiary": {"display": mark("NAME", p.name)}, "period": {"start": mark("DATE", day.isoformat())}}},
        {"resource": {"resourceType": "Device", "serialNumber": mark("DEVICE", p.serial()), "status": "active"}},
    ]}  # fmt: skip
    return json.dumps(tree, indent=2, ensure_ascii=False)


def x12_837(rng: random.Random) -> str:
    p, d = _person(rng), _person(rng)
    day = p.day()
    end = rng.choice(["~", "~\n"])
    return end.join([
        f"ISA*00*          *00*          *ZZ*SUBMITTERID    *ZZ*RECEIVERID     *{day:%y%m%d}*1253*^*00501*{p.digits(9)}*0*P*:",
        "GS*HC*SENDER*RECEIVER*20240101*1253*1*X*005010X222A1", "ST*837*0001*005010X222A1",
        f"NM1*85*1*{mark('NAME', d.last.upper())}*{mark('NAME', d.first.upper())}****XX*{mark('LICENSE', d.npi())}",
        f"SBR*P*18*{mark('HEALTH_PLAN', 'G' + p.digits(6))}******CI",
        f"NM1*IL*1*{mark('NAME', p.last.upper())}*{mark('NAME', p.first.upper())}*{mark('NAME', p.middle)}***MI*{mark('HEALTH_PLAN', p.member())}",
        f"N3*{mark('GEO', p.street.upper())}", f"N4*{mark('GEO', p.city.upper())}*{p.state}*{mark('GEO', p.zip)}",
        f"DMG*D8*{mark('DATE', p.written(p.born, 'c'))}*{p.sex}", f"REF*SY*{mark('SSN', p.ssn(''))}",
        f"PER*IC*{mark('NAME', d.name.upper())}*TE*{mark('PHONE', d.phone_plain())}",
        f"CLM*{mark('ACCOUNT', p.account())}*100***11:B:1*Y*A*Y*Y", f"DTP*472*D8*{mark('DATE', p.written(day, 'c'))}", "HI*ABK:J0300*ABF:Z1159", "SE*20*0001",
    ]) + end  # fmt: skip


def ccda(rng: random.Random) -> str:
    p, d = _person(rng), _person(rng)
    return f"""<ClinicalDocument xmlns="urn:hl7-org:v3">
  <id root="2.16.840.1.113883.19.5" extension="TT988"/>
  <effectiveTime value="20240301"/>
  <recordTarget><patientRole>
    <id extension="{mark("MRN", p.digits(8))}" root="2.16.840.1.113883.19.5.99999.2"/>
    <id extension="{mark("SSN", p.ssn())}" root="2.16.840.1.113883.4.1"/>
    <addr use="HP"><streetAddressLine>{mark("GEO", p.street)}</streetAddressLine><city>{mark("GEO", p.city)}</city><state>{p.state}</state><postalCode>{mark("GEO", p.zip)}</postalCode></addr>
    <telecom value="tel:{mark("PHONE", p.phone())}" use="HP"/>
    <patient><name use="L"><given>{mark("NAME", p.first)}</given><family>{mark("NAME", p.last)}</family></name>
    <birthTime value="{mark("DATE", p.written(p.born, "c"))}"/></patient>
  </patientRole></recordTarget>
  <author><time value="{mark("DATE", p.written(p.day(), "c"))}"/><assignedAuthor><id extension="{mark("LICENSE", d.npi())}" root="2.16.840.1.113883.4.6"/>
    <assignedPerson><name><given>{mark("NAME", d.first)}</given><family>{mark("NAME", d.last)}</family></name></assignedPerson></assignedAuthor></author>
</ClinicalDocument>"""


def dicom(rng: random.Random) -> str:
    p, d = _person(rng), _person(rng)
    if rng.random() < 0.5:
        return "\n".join([
            f"(0008,0020) DA [{mark('DATE', p.written(p.day(), 'c'))}]                                #   8, 1 StudyDate",
            f"(0008,0050) SH [{mark('OTHER_ID', p.digits(8))}]                      #   8, 1 AccessionNumber",
            f"(0008,0090) PN [{mark('NAME', d.last)}^{mark('NAME', d.first)}]             #  12, 1 ReferringPhysicianName",
            f"(0010,0010) PN [{mark('NAME', p.last)}^{mark('NAME', p.first)}]                 #  10, 1 PatientName",
            f"(0010,0020) LO [{mark('MRN', p.mrn())}]                              #   8, 1 PatientID",
            f"(0010,0030) DA [{mark('DATE', p.written(p.born, 'c'))}]                                #   8, 1 PatientBirthDate",
            "(0010,0040) CS [M]                                       #   2, 1 PatientSex",
            f"(0018,1000) LO [{mark('DEVICE', p.serial())}]    #   8, 1 DeviceSerialNumber",
            "(0008,0018) UI [1.2.840.113619.2.55.3.604688119.971.1268] #  40, 1 SOPInstanceUID",
        ])  # fmt: skip
    return "\n".join([
        f"(0008, 0020) Study Date                          DA: '{mark('DATE', p.written(p.day(), 'c'))}'",
        "(0008, 0060) Modality                            CS: 'MR'",
        f"(0010, 0010) Patient's Name                      PN: '{mark('NAME', p.last)}^{mark('NAME', p.first)}'",
        f"(0010, 0020) Patient ID                          LO: '{mark('MRN', p.mrn())}'",
        f"(0010, 0030) Patient's Birth Date                DA: '{mark('DATE', p.written(p.born, 'c'))}'",
        f"(0010, 1040) Patient's Address                   LO: '{mark('GEO', p.street)}'",
        "(0020, 000d) Study Instance UID                  UI: 1.2.840.113619.2.55.3",
    ])  # fmt: skip


def csv(rng: random.Random) -> str:
    delimiter = rng.choice([",", ",", "\t", "|", ";"])
    rows = [
        delimiter.join(
            [
                "patient_id",
                "first_name",
                "last_name",
                "dob",
                "ssn",
                "phone",
                "address",
                "city",
                "zip",
                "diagnosis",
            ]
        )
    ]
    for _ in range(rng.randrange(3, 12)):
        p = _person(rng)
        rows.append(delimiter.join([mark("MRN", p.mrn()), mark("NAME", p.first), mark("NAME", p.last), mark("DATE", p.written(p.born, "iu")), mark("SSN", p.ssn()),
                                    mark("PHONE", p.phone()), mark("GEO", p.street), mark("GEO", p.city), mark("GEO", p.zip), rng.choice(["I10", "E11.9", "asthma"])]))  # fmt: skip
    return "\n".join(rows)


def csv_quoted(rng: random.Random) -> str:
    rows = ["MRN,Name,DOB,Email,Insurance ID,Last Visit,Notes"]
    for _ in range(rng.randrange(2, 8)):
        p = _person(rng)
        rows.append(
            f'{mark("MRN", p.mrn())},"{mark("NAME", p.last + ", " + p.first)}",{mark("DATE", p.written(p.born))},{mark("EMAIL", p.email())},{mark("HEALTH_PLAN", p.member())},{mark("DATE", p.written(p.day()))},"stable, continue"'
        )
    return "\n".join(rows)


def markdown(rng: random.Random) -> str:
    rows = ["| Patient | MRN | DOB | Phone | Provider |", "|---|---|---|---|---|"]
    for _ in range(rng.randrange(2, 6)):
        p, d = _person(rng), _person(rng)
        rows.append(
            f"| {mark('NAME', p.name)} | {mark('MRN', p.mrn())} | {mark('DATE', p.written(p.born))} | {mark('PHONE', p.phone())} | {mark('NAME', d.name)} |"
        )
    return "\n".join(rows)


def psql(rng: random.Random) -> str:
    rows = [
        " id | first_name | last_name  |    dob     |     ssn     ",
        "----+------------+------------+------------+-------------",
    ]
    for index in range(rng.randrange(2, 6)):
        p = _person(rng)
        rows.append(
            f"  {index} | {mark('NAME', p.first)} | {mark('NAME', p.last)} | {mark('DATE', p.born.isoformat())} | {mark('SSN', p.ssn())}"
        )
    return "\n".join([*rows, f"({len(rows) - 2} rows)"])


def sql_insert(rng: random.Random) -> str:
    rows = []
    for index in range(rng.randrange(1, 5)):
        p = _person(rng)
        last = p.last.replace("'", "''")
        rows.append(
            f"({index}, '{mark('NAME', p.first)}', '{mark('NAME', last)}', '{mark('DATE', p.born.isoformat())}', '{mark('SSN', p.ssn())}', '{mark('EMAIL', p.email())}', '{mark('GEO', p.street)}', NULL)"
        )
    return (
        "INSERT INTO patients (id, first_name, last_name, date_of_birth, ssn, email, address, deleted_at)\nVALUES\n  "
        + ",\n  ".join(rows)
        + ";"
    )


def sql_other(rng: random.Random) -> str:
    p = _person(rng)
    if rng.random() < 0.5:
        return (f"UPDATE patient SET phone = '{mark('PHONE', p.phone())}', last_name = '{mark('NAME', p.last.replace(chr(39), ''))}' WHERE mrn = '{mark('MRN', p.mrn())}';\n"
                f"SELECT * FROM patient WHERE ssn = '{mark('SSN', p.ssn())}' AND dob = '{mark('DATE', p.born.isoformat())}';")  # fmt: skip
    rows = []
    for _ in range(3):
        q = _person(rng)
        rows.append(
            "\t".join(
                [
                    q.digits(3),
                    mark("NAME", q.name),
                    mark("DATE", q.born.isoformat()),
                    mark("GEO", q.city),
                    mark("MRN", q.mrn()),
                    "\\N",
                ]
            )
        )
    return (
        "COPY public.patients (id, full_name, birth_date, city, mrn, note) FROM stdin;\n"
        + "\n".join(rows)
        + "\n\\.\n"
    )


def json_app(rng: random.Random) -> str:
    p = _person(rng)
    tree = {"patientId": mark("MRN", p.mrn()), "firstName": mark("NAME", p.first), "lastName": mark("NAME", p.last), "dateOfBirth": mark("DATE", p.written(p.born, "iu")),
            "ssn": mark("SSN", p.ssn()), "contact": {"homePhone": mark("PHONE", p.phone()), "email": mark("EMAIL", p.email())},
            "address": {"street": mark("GEO", p.street), "city": mark("GEO", p.city), "state": p.state, "zip": mark("GEO", p.zip)},
            "insurance": {"carrier": "Aetna", "memberId": mark("HEALTH_PLAN", p.member()), "groupNumber": mark("HEALTH_PLAN", p.digits(6))}, "status": "active", "version": "1.4.2"}  # fmt: skip
    text = json.dumps(tree, indent=rng.choice([None, 2, 4]), ensure_ascii=False)
    if rng.random() < 0.3:
        text = json.dumps({"level": "info", "msg": "received", "payload": text}, ensure_ascii=False)
    return text


def yaml(rng: random.Random) -> str:
    p = _person(rng)
    return f"""patient:
  name: {mark("NAME", p.name)}
  dob: {mark("DATE", p.born.isoformat())}
  mrn: {mark("MRN", p.mrn())}
  phone: "{mark("PHONE", p.phone())}"
  address:
    street: {mark("GEO", p.street)}
    city: {mark("GEO", p.city)}
    zip: "{mark("GEO", p.zip)}"
  emergency_contact: {mark("NAME", _person(rng).name)}
  active: true
"""


def env(rng: random.Random) -> str:
    p = _person(rng)
    return f"TEST_PATIENT_NAME={mark('NAME', p.name)}\nTEST_PATIENT_SSN={mark('SSN', p.ssn())}\nTEST_PATIENT_DOB={mark('DATE', p.born.isoformat())}\nPATIENT_EMAIL={mark('EMAIL', p.email())}\nDB_HOST=localhost\nDB_PORT=5432\nAPP_VERSION=2.3.1\n"


def toml(rng: random.Random) -> str:
    p = _person(rng)
    return f'[patient]\nfirst_name = "{mark("NAME", p.first)}"\nlast_name = "{mark("NAME", p.last)}"\nbirth_date = {mark("DATE", p.born.isoformat())}\nmember_id = "{mark("HEALTH_PLAN", p.member())}"\n\n[server]\nport = 8080\n'


def source(rng: random.Random) -> str:
    p = _person(rng)
    choice = rng.randrange(3)
    if choice == 0:
        return f"""def test_admit():
    patient = Patient(first_name="{mark("NAME", p.first)}", last_name="{mark("NAME", p.last)}", dob=date.fromisoformat("{mark("DATE", p.born.isoformat())}"), mrn="{mark("MRN", p.mrn())}")
    # reported by ward 3
    patient.ssn = "{mark("SSN", p.ssn())}"
    assert admit(patient, bed=4).status == "ok"
"""
    if choice == 1:
        return f"""const fixture = {{
  patientName: '{mark("NAME", p.name.replace(chr(39), ""))}',
  dob: '{mark("DATE", p.written(p.born, "iu"))}',
  mrn: '{mark("MRN", p.mrn())}',
  phone: '{mark("PHONE", p.phone())}',
}};
export default fixture;
"""
    return f"""String hl7 = "MSH|^~\\\\&|A|B|C|D|20240101||ADT^A01|1|P|2.3\\r"
    + "PID|1||{mark("MRN", p.digits(7))}||{mark("NAME", p.last)}^{mark("NAME", p.first)}||{mark("DATE", p.written(p.born, "c"))}|F|||{mark("GEO", p.street)}^^{mark("GEO", p.city)}^{p.state}^{mark("GEO", p.zip)}\\r";
"""


def log(rng: random.Random) -> str:
    lines = []
    for _ in range(rng.randrange(2, 6)):
        p = _person(rng)
        lines.append(rng.choice([
            f"2024-03-0{rng.randrange(1, 9)} 10:2{rng.randrange(10)}:11,482 INFO  [http-8080] PatientService - lookup mrn={mark('MRN', p.mrn())} name=\"{mark('NAME', p.name)}\" dob={mark('DATE', p.born.isoformat())} took 12ms",
            f"2024-03-01T09:00:00.123Z ERROR failed to sync patient {mark('NAME', p.name)} (MRN {mark('MRN', p.digits(7))}): timeout after 3000ms",
            f"[2024-03-01 09:11:01] WARN duplicate SSN {mark('SSN', p.ssn())} for patient_id={mark('MRN', p.digits(6))}",
            f"10.0.0.5 - - [01/Mar/2024:09:12:00 +0000] \"GET /patients?mrn={mark('MRN', p.digits(7))} HTTP/1.1\" 200 512",
        ]))  # fmt: skip
    return "\n".join(lines)


def sheet(rng: random.Random) -> str:
    rows = [
        "employee_id,patient_name,admit_date,discharge_date,account_number,device_serial,vin,photo,last_login_ip"
    ]
    for _ in range(3):
        p = _person(rng)
        rows.append(",".join([mark("OTHER_ID", p.digits(6)), mark("NAME", p.name), mark("DATE", p.written(p.day())), mark("DATE", p.written(p.day())), mark("ACCOUNT", p.account()),
                              mark("DEVICE", p.serial()), mark("VEHICLE", p.vin()), mark("PHOTO", p.photo()), mark("IP", p.ip())]))  # fmt: skip
    return "\n".join(rows)


SET_A: tuple[Template, ...] = (
    hl7_adt, hl7_oru, fhir_patient, fhir_bundle, x12_837, ccda, dicom, csv, csv_quoted, markdown, psql, sql_insert, sql_other, json_app, yaml, env, toml,
    source, log, sheet,
)  # fmt: skip
