"""Text as it is compared, ordered and matched. What a person wrote is always kept beside what is made of it here."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _
from nameparser import parse as parse_name

# An index of PostgreSQL holds about 2,700 bytes a row, so what is ordered by is kept short.
LONGEST_SORT_NAME = 200
# Reading a name takes time with its length, and nobody's has this many words.
LONGEST_NAME = 300

_APOSTROPHES = "'‘’‛ʻʼʽ`´＇′"
_HYPHENS = "-‐‑‒–—―−－"
# Letters that are no letter plus an accent to Unicode, but are typed without their stroke
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_HYPHENS, "-")
)
_BEFORE_INDIC = (
    0x700  # Latin, Greek, Cyrillic, Hebrew, Arabic: there a mark can be left out, further on it is a vowel
)
_GENERATIONS = re.compile(r"(?:jr|sr|[ivx]+)\.?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"().]+")
# An extension at the end, and a word in brackets such as (office)
_BESIDE_A_PHONE = re.compile(r"(?:x|ext\.?|extension|#)\s*\d+\s*$|\([^()\d]*\)", re.IGNORECASE)


class TextError(ValueError):
    """A text that cannot be kept; its message tells a person what to do."""


def refuse_nul(text: str) -> str:
    """The text itself. Raises TextError if a database cannot keep it: a NUL character, or half a character.

    PostgreSQL knows no NUL, and neither database keeps a lone surrogate (half of an emoji, as a script may send).
    """
    if "\0" in text:
        raise TextError(
            _("The text contains a NUL character, which cannot be kept. Delete it and save again.")
        )
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise TextError(
                _("The text contains half a character, which cannot be kept. Type the last symbol again.")
            ) from None
    return text


def fold(text: str) -> str:
    """The text as uniqueness and order compare it: NFC, no capitals, one space between words, none around.

    Folding twice changes nothing. Accents stay: Peña is not Pena.
    """
    # Taking capitals away can undo NFC, and composing can bring back something to fold (ᾳ with an accent)
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", composed).casefold().split())


def fold_accents(text: str) -> str:
    """The text as matching compares it: folded, without accents, with one kind of apostrophe and hyphen.

    Peña, Pena and PENA match; so do O’Brien and O'Brien. Vowel signs of Indic and Thai scripts stay, since
    without them another word is left. Invisible characters go.
    """
    folded = fold(text)
    if folded.isascii():
        return folded.replace("`", "'")
    kept: list[str] = []
    base = 0
    for character in unicodedata.normalize("NFKD", folded.translate(_PLAIN_LETTERS)):
        category = unicodedata.category(character)
        if category == "Cf" or (category == "Mn" and base < _BEFORE_INDIC):
            continue
        if category != "Mn":
            base = ord(character)
        kept.append(character)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).casefold().translate(_PLAIN_LETTERS).split())


def sort_name_of(name: str) -> str:
    """A guess at the name by which somebody is sorted, at most 200 characters, for a person to correct.

    `Dr. Mai Houa Xiong` gives `Xiong, Mai Houa`, `Luther King Jr.` gives `King, Luther, Jr.`; titles and degrees
    fall away. A single name and what is no name to the reader stay as they are written. Names written family first in
    Latin letters (`Vang Pao`) are read as given first: nothing in them tells.
    """
    written = " ".join(name.split())
    if len(written) > LONGEST_NAME:
        return written[:LONGEST_SORT_NAME].rstrip()
    read = parse_name(written)
    given = " ".join(part for part in (read.given, read.middle) if part)
    if not read.family:
        # "Sister Mary" sorts under her name; "Her" alone reads as a title and stays
        return (given if given and read.title else written)[:LONGEST_SORT_NAME].rstrip()
    parts = [read.family, given, *_GENERATIONS.findall(_only_generation(read.suffix))]
    return ", ".join(part for part in parts if part)[:LONGEST_SORT_NAME].rstrip()


def normal_phone(raw: str, region: str = "US") -> str:
    """A phone number in one spelling (E.164, such as `+16515550100`), or "" if it cannot be told.

    An extension falls away, since two people of one office share the number: keep `raw` beside it. A local number
    without its area code cannot be told.
    """
    if len(raw) > 60:
        return ""
    try:
        number = phonenumbers.parse(_BESIDE_A_PHONE.sub("", unicodedata.normalize("NFKC", raw)), region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(raw: str) -> str:
    """An address in one spelling (no capitals, no `mailto:`, no name around it), or "" if it is none."""
    if len(raw) > 400:
        return ""
    text = unicodedata.normalize("NFC", raw).strip()
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1]
    text = fold(re.sub(r"^mailto:", "", text.strip(" .,;"), flags=re.IGNORECASE))
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


def _only_generation(suffix: str) -> str:
    """Of `Jr., Ph.D.` the part that tells a son from his father."""
    return " ".join(part for part in re.split(r"[,\s]+", suffix) if _GENERATIONS.fullmatch(part))
