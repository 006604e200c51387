"""The states, districts and territories: two letters, name, and the federal number that school records begin with."""

from __future__ import annotations

from crm.parts.text import fold

_TABLE = """
AL 01 Alabama|AK 02 Alaska|AZ 04 Arizona|AR 05 Arkansas|CA 06 California|CO 08 Colorado|CT 09 Connecticut
DE 10 Delaware|DC 11 District of Columbia|FL 12 Florida|GA 13 Georgia|HI 15 Hawaii|ID 16 Idaho|IL 17 Illinois
IN 18 Indiana|IA 19 Iowa|KS 20 Kansas|KY 21 Kentucky|LA 22 Louisiana|ME 23 Maine|MD 24 Maryland|MA 25 Massachusetts
MI 26 Michigan|MN 27 Minnesota|MS 28 Mississippi|MO 29 Missouri|MT 30 Montana|NE 31 Nebraska|NV 32 Nevada
NH 33 New Hampshire|NJ 34 New Jersey|NM 35 New Mexico|NY 36 New York|NC 37 North Carolina|ND 38 North Dakota
OH 39 Ohio|OK 40 Oklahoma|OR 41 Oregon|PA 42 Pennsylvania|RI 44 Rhode Island|SC 45 South Carolina|SD 46 South Dakota
TN 47 Tennessee|TX 48 Texas|UT 49 Utah|VT 50 Vermont|VA 51 Virginia|WA 53 Washington|WV 54 West Virginia
WI 55 Wisconsin|WY 56 Wyoming|AS 60 American Samoa|GU 66 Guam|MP 69 Northern Mariana Islands|PR 72 Puerto Rico
VI 78 Virgin Islands|BI 59 Bureau of Indian Education
"""

_ROWS = [entry.split(" ", 2) for line in _TABLE.split("\n") if line for entry in line.split("|")]
STATES: dict[str, str] = {code: name for code, _number, name in _ROWS}
OF_NUMBER: dict[str, str] = {number: code for code, number, _name in _ROWS}
_BY_NAME = {fold(name): code for code, name in STATES.items()}


def code_of_state(text: str) -> str:
    """The two letters of a state, given by letters or by name; "" if it is none. Any two letters are let through."""
    word = text.strip()
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _BY_NAME.get(fold(word), "")
