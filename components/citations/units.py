"""Units with their dimensions and factors, and currencies.

Factors are exact by definition where there is one (inch, pound, nautical mile: international
yard and pound agreement of 1959), and turn a unit into the first of its line.
"""

from dataclasses import dataclass

_TABLE = {
    "length": "m metre metres meter meters=1; mm millimetre millimetres millimeter millimeters"
    "=0.001; cm centimetre centimetres centimeter centimeters=0.01; km kilometre kilometres "
    "kilometer kilometers kms=1000; inch inches=0.0254; ft foot feet=0.3048; yd yard yards"
    "=0.9144; mi mile miles meilen=1609.344",
    "area": "m² m2 sqm=1; km² km2=1000000; hectare hectares ha=10000; acre acres=4046.856",
    "volume": "l litre litres liter liters=1; ml millilitre millilitres milliliter=0.001; "
    "gallon gallons=3.785; pint pints=0.568; m³ m3=1000",
    "mass": "kg kilogram kilograms kilogramme kilo kilos=1; g gram grams gramme grammes=0.001; "
    "mg milligram milligrams=0.000001; lb lbs=0.45359237; ounce ounces oz=0.02834952; "
    "tonne tonnes=1000; ton tons=1000",
    "time": "second seconds sec secs sekunden secondes=1; ms millisecond milliseconds=0.001; "
    "minute minutes min mins minuten=60; hour hours hr hrs stunden heures=3600; "
    "day days tag tage tagen jour jours=86400; week weeks wochen semaines=604800; "
    "month months monat monate monaten mois=2629800; "
    "year years yr yrs jahr jahre jahren ans années=31557600; "
    "decade decades=315576000; century centuries=3155760000",
    "temperature": "°c celsius=1; °f fahrenheit=2; kelvin=3",
    "speed": "km/h kph kmh=1; mph=1.609344; knot knots=1.852; m/s=3.6",
    "power": "watt watts w=1; kw kilowatt kilowatts=1000; mw megawatt megawatts=1000000; "
    "gw gigawatt gigawatts=1000000000; hp horsepower=745.7",
    "energy": "j joule joules=1; kj=1000; kwh=3600000; mwh=3600000000; kcal=4184",
    "data": "byte bytes=1; kb kilobytes=1000; mb megabytes=1000000; gb gigabytes=1000000000; "
    "tb terabytes=1000000000000",
    "electricity": "volt volts v=1; kv=1000",
    "frequency": "hz hertz=1; khz=1000; mhz=1000000; ghz=1000000000",
    "pressure": "pa pascal pascals=1; kpa=1000; bar bars=100000; psi=6894.757",
}

_CURRENCIES = {
    "dollar": "$ us$ dollar dollars usd",
    "pound": "£ gbp sterling pound pounds",
    "euro": "€ euro euros eur",
    "yen": "¥ yen jpy",
    "yuan": "yuan renminbi rmb cny",
    "rupee": "₹ rupee rupees inr",
    "franc": "chf francs franc",
    "krone": "krone kroner sek nok dkk",
    "penny": "p pence penny",
    "cent": "cent cents ¢",
}

SMALL_COINS = {"penny": ("pound", 0.01), "cent": ("dollar", 0.01)}
"""40p is £0.40. A cent is a euro's too, which the comparison allows for."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, as a multiple of its dimension's first; temperatures are not converted."""

    name: str
    dimension: str
    factor: float


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for dimension, line in _TABLE.items():
        for entry in line.split("; "):
            names, factor = entry.split("=")
            for name in names.split():
                found[name] = Unit(name, dimension, float(factor))
    return found


UNITS = _units()
CURRENCIES = {name: kind for kind, names in _CURRENCIES.items() for name in names.split()}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "crore": 1e7,
    "millionen": 1e6,
    "milliarden": 1e9,
    "milliards": 1e9,
    "tausend": 1e3,
    "mille": 1e3,
}
"""German "Billion" is 10¹²; documents in which that matters spell the scale out elsewhere too."""
SHORT_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "mn": 1e6, "t": 1e12}
"""Scales right after a sum of money ("$5m"), where "m" is no metre."""
