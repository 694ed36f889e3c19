"""Synthetic values of the 18 identifiers, from a seed. Nobody real: names are drawn at random, numbers made up."""

from __future__ import annotations

import random
from datetime import date, timedelta

#: marks in a text under construction: OPEN type MIDDLE value CLOSE
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"

_FIRST = [
    "James",
    "Maria",
    "Robert",
    "Patricia",
    "Wei",
    "Aisha",
    "Carlos",
    "Ingrid",
    "Desmond",
    "Priya",
    "Kwame",
    "Svetlana",
    "Hiroshi",
    "Fatima",
    "Liam",
    "Olivia",
    "Noah",
    "Emma",
    "Mateo",
    "Zoe",
    "Harold",
    "Beatrice",
    "Leroy",
    "Gwendolyn",
    "Thaddeus",
    "Marguerite",
    "Anil",
    "Deepa",
    "Tomasz",
    "Agnieszka",
    "Omar",
    "Leila",
    "Duc",
    "Linh",
    "Siobhan",
    "Declan",
    "Bjorn",
    "Astrid",
    "Rosalind",
    "Cornelius",
    "Brynleigh",
    "Kaelani",
    "Oluwadamilare",
    "Thandeka",
    "Zephyrine",
    "Aurelio",
    "Yevgenia",
    "Tadhg",
    "Xiomara",
    "Jaxtyn",
    "Ikaika",
    "Shanelle",
    "Dashiell",
    "Percival",
    "Ottilie",
    "Ruaridh",
    "Nkechi",
    "Bohdan",
    "Ludmila",
    "Anselm",
    "Philomena",
    "Eluned",
    "Wilhelmina",
    "Jerome",
    "Tamika",
    "Darnell",
    "Guadalupe",
    "Ignacio",
    "Ramona",
    "Walter",
]
_LAST = [
    "Smith",
    "Johnson",
    "Okafor",
    "Garcia",
    "Nguyen",
    "Patel",
    "Kowalski",
    "Lindqvist",
    "O'Brien",
    "McAllister",
    "Fernandez",
    "Yamamoto",
    "Al-Sayed",
    "Dubois",
    "Schneider",
    "Petrov",
    "Castellanos",
    "Akinsanya",
    "Zwane",
    "Vandermeer",
    "Hollister",
    "Abernathy",
    "Quackenbush",
    "Featherstonehaugh",
    "Delacroix",
    "Szczepanski",
    "Oyelaran",
    "Mbatha",
    "Thibodeaux",
    "Ramirez-Soto",
    "Whitcomb",
    "Pennington",
    "Gunderson",
    "Halloran",
    "Iyengar",
    "Bhattacharya",
    "Tran",
    "Kim",
    "Rosenbaum",
    "Feldstein",
    "Moreau",
    "Ivanova",
    "Haddad",
    "Tesfaye",
    "Carver",
    "Lindgren",
    "Stubbs",
    "Winterbourne",
    "Ashdown",
    "Kettleburn",
    "Marchetti",
    "Saldivar",
    "Trevino",
    "Underwood",
    "Zelenko",
    "Yarborough",
    "Greer",
    "Pruitt",
    "Baptiste",
]
_STREETS = [
    "Maple",
    "Oak",
    "Elm",
    "Cedar",
    "Washington",
    "Lake",
    "Hill",
    "Park",
    "Walnut",
    "Spring",
    "Sunset",
    "Ridge",
    "Church",
    "Mill",
    "River",
    "Highland",
    "Juniper",
    "Sycamore",
    "Magnolia",
    "Chestnut",
    "Larkspur",
    "Wexford",
]
_SUFFIXES = [
    "Street",
    "St",
    "Avenue",
    "Ave",
    "Road",
    "Rd",
    "Drive",
    "Dr",
    "Lane",
    "Ln",
    "Court",
    "Ct",
    "Boulevard",
    "Blvd",
    "Way",
    "Place",
    "Terrace",
]
_CITIES = [
    "Springfield",
    "Cedar Rapids",
    "Dayton",
    "Eugene",
    "Fort Collins",
    "Savannah",
    "Boise",
    "Tulsa",
    "Lafayette",
    "Greenville",
    "Ann Arbor",
    "Santa Rosa",
    "Duluth",
    "Macon",
    "Yakima",
    "Bangor",
    "Harrisburg",
    "El Paso",
    "Terre Haute",
    "Kenosha",
    "Walla Walla",
    "Pocatello",
    "Chattanooga",
    "New Bedford",
    "St. Cloud",
]
_STATES = [("IL", "Illinois"), ("IA", "Iowa"), ("OH", "Ohio"), ("OR", "Oregon"), ("CO", "Colorado"), ("GA", "Georgia"), ("ID", "Idaho"), ("OK", "Oklahoma"), ("TX", "Texas"), ("MN", "Minnesota"), ("WA", "Washington"), ("ME", "Maine"), ("PA", "Pennsylvania"), ("WI", "Wisconsin")]  # fmt: skip
_DOMAINS = [
    "gmail.com",
    "yahoo.com",
    "outlook.com",
    "example.org",
    "mail.example.com",
    "comcast.net",
    "proton.me",
    "hotmail.com",
]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_BASE = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def mark(type_: str, value: str) -> str:
    """A value in a text under construction."""
    return f"{OPEN}{type_}{MIDDLE}{value}{CLOSE}"


class Person:
    """One synthetic patient with everything that can identify."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.first = rng.choice(_FIRST)
        self.last = rng.choice(_LAST)
        self.middle = rng.choice("ABCDEFGHJKLMNPRSTW")
        self.sex = rng.choice("MF")
        self.born = date(1928, 1, 1) + timedelta(days=rng.randrange(29000))
        self.state, self.state_name = rng.choice(_STATES)
        self.city = rng.choice(_CITIES)
        self.street = f"{rng.randrange(1, 9999)} {rng.choice(_STREETS)} {rng.choice(_SUFFIXES)}"
        self.zip = f"{rng.randrange(10000, 99999)}"
        self.area = rng.choice(
            ["217", "319", "937", "541", "970", "912", "208", "918", "618", "734", "707", "218"]
        )

    # names -----------------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def he(self) -> str:
        return "He" if self.sex == "M" else "She"

    @property
    def his(self) -> str:
        return "his" if self.sex == "M" else "her"

    @property
    def title(self) -> str:
        return "Mr." if self.sex == "M" else self.rng.choice(["Mrs.", "Ms."])

    # numbers ---------------------------------------------------------------------------------------------
    def digits(self, count: int) -> str:
        return str(self.rng.randrange(1, 10)) + "".join(
            self.rng.choice("0123456789") for _ in range(count - 1)
        )

    def ssn(self, separator: str = "-") -> str:
        area = self.rng.choice([self.rng.randrange(1, 665), self.rng.randrange(667, 899)])
        return (
            f"{area:03}{separator}{self.rng.randrange(1, 99):02}{separator}{self.rng.randrange(1, 9999):04}"
        )

    def phone(self) -> str:
        a, b, c = self.area, self.rng.randrange(201, 989), self.rng.randrange(10000)
        return self.rng.choice(
            [
                f"({a}) {b}-{c:04}",
                f"{a}-{b}-{c:04}",
                f"{a}.{b}.{c:04}",
                f"+1 {a} {b} {c:04}",
                f"+1-{a}-{b}-{c:04}",
            ]
        )

    def phone_plain(self) -> str:
        return f"{self.area}{self.rng.randrange(201, 989)}{self.rng.randrange(10000):04}"

    def email(self) -> str:
        first, last = self.first.lower(), self.last.lower().replace("'", "")
        local = self.rng.choice(
            [
                f"{first}.{last}",
                f"{first[0]}{last}{self.rng.randrange(10, 99)}",
                f"{last}_{first}",
                f"{first}{self.born.year}",
            ]
        )
        return f"{local}@{self.rng.choice(_DOMAINS)}"

    def mrn(self) -> str:
        return self.rng.choice(
            [
                self.digits(6),
                self.digits(7),
                self.digits(8),
                f"MR-{self.digits(6)}",
                f"{self.digits(3)}-{self.digits(2)}-{self.digits(4)}",
                f"E{self.digits(7)}",
            ]
        )

    def member(self) -> str:
        return self.rng.choice(
            [
                f"W{self.digits(9)}",
                f"XYZ{self.digits(9)}",
                self.digits(9),
                f"{self.digits(3)}-{self.digits(6)}-0{self.digits(1)}",
                self.mbi(),
            ]
        )

    def mbi(self) -> str:
        letters, both = "ACDEFGHJKMNPQRTUVWXY", "ACDEFGHJKMNPQRTUVWXY0123456789"
        c = self.rng.choice
        return f"{c('123456789')}{c(letters)}{c(both)}{c('0123456789')}{c(letters)}{c(both)}{c('0123456789')}{c(letters)}{c(letters)}{self.digits(2)}"

    def account(self) -> str:
        return self.rng.choice(
            [
                self.digits(8),
                f"ACC{self.digits(7)}",
                f"{self.digits(4)}-{self.digits(6)}",
                f"A-{self.digits(8)}",
            ]
        )

    def card(self) -> str:
        body = "4" + "".join(self.rng.choice("0123456789") for _ in range(14))
        total = sum(
            (int(d) * 2 - 9 if int(d) > 4 else int(d) * 2) if i % 2 == 0 else int(d)
            for i, d in enumerate(reversed(body))
        )
        number = body + str(-total % 10)
        return self.rng.choice(
            [
                number,
                " ".join(number[i : i + 4] for i in range(0, 16, 4)),
                "-".join(number[i : i + 4] for i in range(0, 16, 4)),
            ]
        )

    def licence(self) -> str:
        return self.rng.choice(
            [
                f"{self.rng.choice('ABDEHKMS')}{self.digits(7)}",
                f"{self.digits(3)}-{self.digits(4)}-{self.digits(4)}",
                self.digits(8),
            ]
        )

    def npi(self) -> str:
        body = "1" + "".join(self.rng.choice("0123456789") for _ in range(8))
        total = 24 + sum(
            (int(d) * 2 - 9 if int(d) > 4 else int(d) * 2) if i % 2 == 0 else int(d)
            for i, d in enumerate(reversed(body))
        )
        return body + str(-total % 10)

    def vin(self) -> str:
        values = {
            **{str(n): n for n in range(10)},
            **dict(
                zip(
                    "ABCDEFGHJKLMNPRSTUVWXYZ",
                    (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
                    strict=True,
                )
            ),
        }
        weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
        chars = [self.rng.choice(_BASE) for _ in range(11)] + list(self.digits(6))
        check = sum(values[c] * w for c, w in zip(chars, weights, strict=True) if w) % 11
        chars[8] = "X" if check == 10 else str(check)
        return "".join(chars)

    def plate(self) -> str:
        c = self.rng.choice
        return f"{c('ABCDEFGH')}{c('JKLMNPRS')}{c('TUVWXYZ')}{c(['-', ' '])}{self.digits(4)}"

    def serial(self) -> str:
        return self.rng.choice(
            [
                f"SN{self.digits(8)}",
                f"PM-{self.digits(6)}",
                f"{self.rng.choice('ABCDGKL')}{self.rng.choice('ABCDGKL')}{self.digits(7)}",
                f"MDT-{self.digits(4)}-{self.digits(5)}",
            ]
        )

    def ip(self) -> str:
        return f"{self.rng.choice([24, 67, 73, 98, 99, 174])}.{self.rng.randrange(1, 255)}.{self.rng.randrange(1, 255)}.{self.rng.randrange(1, 254)}"

    def url(self) -> str:
        return self.rng.choice(
            [
                f"https://portal.stlukes-health.org/patient/{self.digits(7)}",
                f"https://mychart.valleyhealth.net/p/{self.first.lower()}{self.digits(4)}",
                f"https://www.caringbridge.org/visit/{self.first.lower()}{self.last.lower().replace(chr(39), '')}",
            ]
        )

    def biometric(self) -> str:
        return self.rng.choice(
            [
                f"FP-{self.digits(6)}-{self.rng.choice('ABCDEF')}{self.digits(2)}",
                f"VPR{self.digits(9)}",
                f"IRIS-{self.digits(8)}",
            ]
        )

    def photo(self) -> str:
        return self.rng.choice(
            [
                f"IMG_{self.digits(5)}.jpg",
                f"/photos/patients/{self.last.lower().replace(chr(39), '')}_{self.digits(4)}.png",
                f"face_{self.digits(6)}.jpeg",
            ]
        )

    def other(self) -> str:
        return self.rng.choice(
            [
                f"ACC-{self.rng.randrange(2018, 2025)}-{self.digits(5)}",
                f"S{self.rng.randrange(18, 25)}-{self.digits(5)}",
                self.digits(9),
                f"CSN{self.digits(8)}",
            ]
        )

    # dates -----------------------------------------------------------------------------------------------
    def day(self) -> date:
        return date(2021, 1, 1) + timedelta(days=self.rng.randrange(1400))

    def written(self, day: date, forms: str = "ius") -> str:
        """i: ISO, u: 03/04/2024, s: 3/4/24, l: March 4, 2024, m: 04 Mar 2024, c: 20240304."""
        form = self.rng.choice(forms)
        return {
            "i": day.isoformat(), "u": f"{day.month:02}/{day.day:02}/{day.year}", "s": f"{day.month}/{day.day}/{day.year % 100:02}",
            "l": f"{_MONTHS[day.month - 1]} {day.day}, {day.year}", "m": f"{day.day:02} {_MONTHS[day.month - 1][:3]} {day.year}",
            "c": day.strftime("%Y%m%d"), "p": f"{_MONTHS[day.month - 1]} {day.day}",
        }[form]  # fmt: skip
