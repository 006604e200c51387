"""Tables of people or organizations in columns of anybody's making: what each means is guessed, shown, corrected.

`fields` says what a column may mean, `guessing` proposes it, `mapping` carries what was decided; `people` and
`organizations` read the rows, `finding` looks for them on the record, `deciding` makes the plan.
"""
