"""Reading spreadsheets that people bring: CSV of any dialect and encoding, and XLSX, with the file's own line numbers.

    sheet = open_sheet(path, known=["LEAID", "LEA_NAME"])
    columns = match_headers(sheet.header, {"nces_id": ["LEAID"], "name": ["LEA_NAME"]}, required=["nces_id"])
    for row in sheet.rows():
        name = row.values[columns.at["name"]]  # also row.line, row.problem

Values are the text of the file, nothing stripped. What `cells.guard` put before a value in a file of our own is for
the importer to take off (`cells.unguard`). Of a workbook, numbers come as their digits: a zip code that was stored as
a number has lost its zeros before it reached us.
"""

from crm.parts.sheets.headers import Columns, header_key, match_headers
from crm.parts.sheets.opening import open_sheet
from crm.parts.sheets.sheet import Limits, Row, Sheet, SheetError

__all__ = ["Columns", "Limits", "Row", "Sheet", "SheetError", "header_key", "match_headers", "open_sheet"]
