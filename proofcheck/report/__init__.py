"""The report: self-contained pages that show what the stored ledger says, and no more than that."""
