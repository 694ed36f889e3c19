"""Set B of the texts without PHI."""

from __future__ import annotations

import hashlib
import json
import random


def _sha(rng: random.Random, length: int = 40) -> str:
    return hashlib.sha256(str(rng.random()).encode()).hexdigest()[:length]


def rust(rng: random.Random) -> str:
    return """use std::net::{IpAddr, Ipv4Addr};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Patient { pub name: String, pub dob: NaiveDate, pub mrn: Option<String>, pub address: Address }

impl Patient {
    pub fn new(name: impl Into<String>, dob: NaiveDate) -> Self { Self { name: name.into(), dob, mrn: None, address: Address::default() } }
    /// Returns the age in years; a patient older than 89 is reported as 90.
    pub fn age(&self, today: NaiveDate) -> u32 { today.years_since(self.dob).unwrap_or(0).min(90) }
}

#[test]
fn parses_ip() { assert_eq!("127.0.0.1".parse::<IpAddr>().unwrap(), IpAddr::V4(Ipv4Addr::LOCALHOST)); }
"""


def go_sum(rng: random.Random) -> str:
    return "\n".join(
        f"github.com/{rng.choice(['spf13', 'stretchr', 'google', 'pkg'])}/{rng.choice(['cobra', 'testify', 'uuid', 'errors'])} v{rng.randrange(3)}.{rng.randrange(20)}.{rng.randrange(9)} h1:{_sha(rng, 43)}="
        for _ in range(12)
    )


def pytest_output(rng: random.Random) -> str:
    return f"""============================= test session starts ==============================
platform linux -- Python 3.12.{rng.randrange(9)}, pytest-8.{rng.randrange(4)}.0, pluggy-1.5.0
collected {rng.randrange(10, 400)} items

tests/test_patient.py::test_full_name PASSED                              [  3%]
tests/test_patient.py::test_admission_date FAILED                         [  6%]

    def test_admission_date():
>       assert parse("date of admission") is None
E       AssertionError: assert datetime.date(1, 1, 1) is None

tests/test_patient.py:41: AssertionError
========================= 1 failed, {rng.randrange(9, 399)} passed in 3.21s =========================
"""


def terraform(rng: random.Random) -> str:
    return f"""resource "aws_db_instance" "patients" {{
  identifier        = "patients-prod"
  engine_version    = "15.{rng.randrange(9)}"
  instance_class    = "db.t3.medium"
  account_id        = var.account_id
  username          = "app"
  tags = {{ Name = "patients", Environment = "prod", Owner = "platform" }}
}}

provider "aws" {{
  region = "us-east-1"
  assume_role {{ role_arn = "arn:aws:iam::{rng.randrange(10**11, 10**12)}:role/deploy" }}
}}
"""


def changelog(rng: random.Random) -> str:
    return f"""# Changelog

## [2.{rng.randrange(20)}.0] - 2024-03-12
### Added
- Patient search accepts a date of birth (#412).
- Export of encounters to CSV, with headers `mrn,last_name,first_name,dob`.
### Fixed
- Phone numbers with an extension were cut. Thanks to @octocat.
- The discharge date was shown in UTC.

## [2.1.4] - 2023-11-02
- Security: update lodash to 4.17.21.
"""


def abstract(rng: random.Random) -> str:
    return rng.choice([
        "Background: Duchenne muscular dystrophy is X-linked. Methods: we enrolled 214 boys at nine centers between March 2015 and June 2018. Results: the six-minute walk distance fell by 12 m (p = 0.03). Kaplan-Meier curves separated after week 24. Conclusions: treatment slowed decline; Stevens-Johnson syndrome was not seen.\n",
        "Marfan syndrome, Ehlers-Danlos syndrome and Loeys-Dietz syndrome predispose to aortic dissection. The revised Ghent criteria apply. Annual echocardiography is advised; losartan or a beta blocker is started at diagnosis. Refer to genetics. Women should be counseled before pregnancy. Ross and Bentall procedures are options for the aortic root.\n",
        "Amoxicillin 875 mg every 12 hours for 10 days. Children: 45 mg/kg/day in divided doses. Adjust for a creatinine clearance below 30 mL/min. Store at 20-25 C. Each tablet contains amoxicillin trihydrate. Call your doctor if you have hives, trouble breathing or severe diarrhea. Poison control: see the label.\n",
    ])  # fmt: skip


def openapi(rng: random.Random) -> str:
    return f"""openapi: 3.0.{rng.randrange(4)}
info: {{ title: Patient API, version: 1.2.0, contact: {{ name: API Team, url: https://api.example.org/support }} }}
paths:
  /patients/{{id}}:
    get:
      summary: Get a patient
      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string, format: uuid }} }}]
components:
  schemas:
    Patient:
      type: object
      required: [first_name, last_name, dob]
      properties:
        first_name: {{ type: string, maxLength: 50, description: Given name }}
        last_name: {{ type: string }}
        dob: {{ type: string, format: date }}
        ssn: {{ type: string, pattern: '^\\d{{3}}-\\d{{2}}-\\d{{4}}$' }}
        phone: {{ type: string, nullable: true }}
        address: {{ $ref: '#/components/schemas/Address' }}
"""


def html(rng: random.Random) -> str:
    return f"""<form action="/patients" method="post" class="grid gap-4">
  <label for="first">First name</label><input id="first" name="first_name" autocomplete="given-name" required>
  <label for="dob">Date of birth</label><input id="dob" type="date" name="dob" min="1900-01-01">
  <label>Phone <input type="tel" name="phone" pattern="[0-9]{{3}}-[0-9]{{3}}-[0-9]{{4}}"></label>
  <select name="state"><option value="IL">Illinois</option><option value="IA">Iowa</option></select>
  <button type="submit" data-test="save-{rng.randrange(999)}">Save patient</button>
</form>
<p>&copy; 2024 Acme Health. <a href="https://example.com/privacy">Privacy</a></p>
"""


def stack_trace(rng: random.Random) -> str:
    return f"""java.lang.NullPointerException: Cannot invoke "String.length()" because "patient.name" is null
\tat com.acme.emr.PatientMapper.map(PatientMapper.java:{rng.randrange(300)})
\tat com.acme.emr.PatientService.find(PatientService.java:{rng.randrange(300)})
\tat java.base/java.lang.Thread.run(Thread.java:840)
Caused by: org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint "patients_mrn_key"
2024-05-11 09:12:44.120  WARN {rng.randrange(9999)} --- [nio-8080-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper : SQL Error: 0, SQLState: 23505
"""


def assistant(rng: random.Random) -> str:
    return """I'll start by reading the patient model and the migration, then add the `date_of_birth` column.

1. **Model**: add `dob: date` to `Patient` in `src/models/patient.py`.
2. **Migration**: `ALTER TABLE patients ADD COLUMN date_of_birth DATE;`
3. **Tests**: cover a missing date and a date in the future.

Let me know if the phone field should allow an extension. The tests pass: 42 passed in 1.8s. May I also rename `name` to `full_name`? Claude Code will ask before running `make test`.
"""


def license_text(rng: random.Random) -> str:
    return """MIT License

Copyright (c) 2019 Robert Miller and contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software.
"""


def package_json(rng: random.Random) -> str:
    return json.dumps({"name": "@acme/patient-ui", "version": f"3.{rng.randrange(9)}.1", "author": "Jane Carter <jane@acme.dev> (https://acme.dev)", "license": "MIT", "repository": {"type": "git", "url": "git+https://github.com/acme/patient-ui.git"},
                       "contributors": [{"name": "Tom Baker", "email": "tom@acme.dev"}], "scripts": {"test": "vitest run", "phone": "node scripts/phone.js"}, "dependencies": {"date-fns": "^3.6.0", "zod": "~3.22.4"}}, indent=2)  # fmt: skip


def bash_session(rng: random.Random) -> str:
    return f"""$ ls -la data/
total {rng.randrange(900)}
drwxr-xr-x  5 dev staff    160 Mar 12 09:41 .
-rw-r--r--  1 dev staff  48211 Jan 30 18:02 patients.parquet
-rw-r--r--  1 dev staff   1204 Dec  4  2023 schema.sql
$ curl -s http://localhost:8080/patients/42 | jq .status
"active"
$ docker ps --format '{{{{.ID}}}} {{{{.Image}}}}'
{_sha(rng, 12)} postgres:15.4
$ ping -c1 10.0.0.12
64 bytes from 10.0.0.12: icmp_seq=1 ttl=64 time=0.{rng.randrange(100, 999)} ms
"""


def metrics(rng: random.Random) -> str:
    return "\n".join(
        f'http_requests_total{{method="GET",path="/patients",code="200",instance="10.2.{rng.randrange(255)}.{rng.randrange(255)}:9100"}} {rng.randrange(10**9)} {rng.randrange(10**12, 2 * 10**12)}'
        for _ in range(10)
    )


def drug_csv(rng: random.Random) -> str:
    return "ndc,name,manufacturer,date_approved,unit\n0002-3227-30,Zyprexa,Eli Lilly,1996-09-30,tablet\n0069-2587-41,Lipitor,Pfizer,1996-12-17,tablet\n0173-0682-20,Flonase,Glaxo,1994-10-19,spray\n"


CLEAN = (
    rust,
    go_sum,
    pytest_output,
    terraform,
    changelog,
    abstract,
    openapi,
    html,
    stack_trace,
    assistant,
    license_text,
    package_json,
    bash_session,
    metrics,
    drug_csv,
)
