"""The graph engine: rows in, plain arrays and frozen values out. No Django, no database.

Read in this order: `parameters` (the settings), `numbers` (the three numbers of an edge), `records` (the rows that
come in), `ties` (rows to edges), `snapshot` (the network as it stood on a day), then what is computed from it:
`communities`, `explain`, `measures`, `layout`.

Every random step takes a seed; the same rows in any order give the same answer.
"""
