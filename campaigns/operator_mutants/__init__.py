"""Break one operator of a formula at a time, and see whether `check` or a test notices.

Run `python -m campaigns.operator_mutants`. The modules in reading order: `places` (what of a file
may be broken), `operators` (how), `mutants` (one broken file each, and the choice among them),
`ladder` (the commands that have to notice), `copies` (where they run), `campaign` (all of it),
`reasons` (why a survivor is harmless) and `report`.
"""
