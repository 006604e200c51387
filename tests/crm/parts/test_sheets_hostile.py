"""Files made to hurt: each is refused within two seconds and a hundred mebibytes, in words, and nothing breaks.

Every file is opened in a process of its own, so that one that takes the process down is a failure and not the end of
the tests, and so that its memory can be measured.
"""

import json
import os
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

MEBIBYTE = 1024 * 1024
HOUSE = Path(__file__).parents[3]

READ = """
import json, resource, sys
from django.conf import settings

settings.configure(USE_I18N=False)
from crm.parts.sheets import SheetError, open_sheet

def highest():
    # Not ru_maxrss of this process: it begins with that of the process that started it
    return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))

def spent():
    # Seconds of the processor, its child's too, so that a busy machine fails nothing
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in both)

before = highest()
began = spent()
try:
    rows = sum(1 for _row in open_sheet(sys.argv[1]).rows())
    said = f"read {rows} rows"
except SheetError as refused:
    said = f"refused: {refused}"
seconds = spent() - began
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
json.dump({"said": said, "seconds": seconds, "rise": max(highest(), child) - before}, sys.stdout)
"""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"
NAME = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1"><v>1</v></c></row>'


def sheet(rows, before=""):
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{NAME}{rows}</sheetData></worksheet>'


def workbook(path, rows="", *, before="", **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, SHEET: sheet(rows, before), **more}.items():
            archive.writestr(name, content)


def gigabyte(path, *, lying=False):
    """A worksheet that unpacks to a gibibyte of blanks; if lying, its directory says a kilobyte."""
    workbook(path)
    blanks, deflate = b" " * MEBIBYTE, zlib.compressobj(1)
    packed = [deflate.compress(sheet("").removesuffix("</sheetData></worksheet>").encode())]
    packed += [deflate.compress(blanks) for _piece in range(1024)]
    packed.append(deflate.flush())
    content = b"".join(packed)[2:-4]  # a zip holds the stream without zlib's head and checksum
    with zipfile.ZipFile(path, "a") as archive:
        part = zipfile.ZipInfo("xl/big.xml")
        archive.writestr(part, content)  # stored for now
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    local = struct.unpack_from("<L", data, at + 42)[0]
    for method, size in ((local + 8, local + 22), (at + 10, at + 24)):
        struct.pack_into("<H", data, method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<L", data, size, 1024 if lying else 1024 * MEBIBYTE)
    path.write_bytes(data)


def forty_two(path):
    """Archives within archives within an archive."""
    inner = path.with_suffix(".inner")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.dll", b"0" * MEBIBYTE)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(16):
            archive.write(inner, f"lib {number}.zip")


def many_parts(path):
    """A directory of sixty thousand entries, all of them the same."""
    workbook(path)
    data = path.read_bytes()
    directory, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[directory : data.index(b"PK\x01\x02", directory + 4)]
    entries = entry * 60_000
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(entries), directory, 0)
    path.write_bytes(data[:directory] + entries + last)
    assert end > directory


def link(path):
    workbook(path)
    with zipfile.ZipFile(path, "a") as archive:
        part = zipfile.ZipInfo("xl/media/image1.xml")
        part.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(part, "/etc/passwd")


def twice(path):
    workbook(path)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, sheet(""))


def climbing(path):
    workbook(path, **{"../../etc/cron.d/x": "x"})


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{LAUGHS}]>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
STRINGS = f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
FORMATS = f'<styleSheet xmlns="{MAIN}"><cellXfs count="4294967295"><xf numFmtId="14"/></cellXfs></styleSheet>'


def text(content):
    return lambda path: path.write_bytes(content)


HOSTILE = {
    "zip of zips.xlsx": (forty_two, "This is an archive"),
    "gigabyte.xlsx": (gigabyte, "Unpacked, the workbook is larger"),
    "gigabyte that lies.xlsx": (lambda path: gigabyte(path, lying=True), "damaged or cut off"),
    "many parts.xlsx": (many_parts, "more parts than a workbook has"),
    "symbolic link.xlsx": (link, "built as no spreadsheet builds it"),
    "one part twice.xlsx": (twice, "built as no spreadsheet builds it"),
    "climbing path.xlsx": (climbing, "built as no spreadsheet builds it"),
    "billion laughs.xlsx": (
        lambda path: workbook(path, "<c>&l9;</c>", before=BILLION),
        "no spreadsheet builds it",
    ),
    "external entity.xlsx": (
        lambda path: workbook(path, "<c>&x;</c>", before=EXTERNAL),
        "no spreadsheet builds it",
    ),
    "billion laughs bare.xlsx": (text(BILLION.encode()), "a web page or XML"),
    "external entity.csv": (text(EXTERNAL.encode()), "a web page or XML"),
    "strings without number.xlsx": (
        lambda path: workbook(path, **{"xl/sharedStrings.xml": STRINGS}),
        "no spreadsheet builds it",
    ),
    "far corner.xlsx": (
        lambda path: workbook(path, '<row r="400000"><c r="ALL400000"><v>1</v></c></row>'),
        "more than 5,000,000 cells",
    ),
    "far corner unseen.xlsx": (
        lambda path: workbook(path, '<row r="2"><c x=">" r="CV400000"><v>1</v></c></row>'),
        "no spreadsheet builds it",
    ),
    "million columns.xlsx": (
        lambda path: workbook(path, "<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
        "more than 1,000 columns",
    ),
    "million rows.xlsx": (lambda path: workbook(path, "<row/>" * 1_000_000), "more than 500,000 rows"),
    "long cell.xlsx": (
        lambda path: workbook(
            path, f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x" * 40 * MEBIBYTE}</t></is></c></row>'
        ),
        "has a cell of more than",
    ),
    "million columns.csv": (text(b"," * 1_000_000 + b"\n"), "Line 1: The file has more than 1,000 columns"),
    "million columns below.csv": (
        text(b"a,b\n1,2\n" + b"," * 1_000_000),
        "Line 3: The file has more than 1,000",
    ),
    "million long columns.csv": (
        text(b"a,b\n" + b"column," * 1_000_000),
        "Line 2: There are more than 2,000,000",
    ),
    "one line.csv": (
        text(b"a,b\n" + b"x" * 45 * MEBIBYTE),
        "Line 2: There are more than 2,000,000 characters",
    ),
    "open quote.csv": (
        text(b'a,b\n1,"' + b"x\n" * 10 * MEBIBYTE),
        "Line 2: A cell of more than 100,000 characters",
    ),
    "endless record.csv": (
        text(b"a,b\n" + b'"\n",' * 10 * MEBIBYTE),
        "Line 2: There are more than 2,000,000",
    ),
    "zeros.csv": (text(b"\0" * 45 * MEBIBYTE), "not a text file"),
    "too large.csv": (lambda path: os.truncate(path, 3 * 1024 * MEBIBYTE), "larger than 50 MB"),
    "zip.csv": (forty_two, "is a workbook or an archive"),
}


def read(path):
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, timeout=60, check=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_a_file_made_to_hurt_quickly_and_with_little_memory(name, tmp_path):
    make, said = HOSTILE[name]
    path = tmp_path / name
    path.touch()
    make(path)
    answer = read(path)
    assert answer["said"].startswith("refused: ")
    assert said in answer["said"]
    assert answer["seconds"] < 2
    assert answer["rise"] < 100


def test_it_would_see_memory_and_time_go(tmp_path):
    """The measure itself, on an honest workbook whose cells take some room."""
    path = tmp_path / "honest.xlsx"
    workbook(path, ("<row>" + "<c><v>1.5</v></c>" * 20 + "</row>") * 30_000)
    answer = read(path)
    assert answer["said"] == "read 30000 rows"
    assert answer["seconds"] > 0.05
    assert answer["rise"] > 10
