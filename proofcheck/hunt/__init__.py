"""The hunt: generated mutants, long searches, counterexamples that are shrunk, stored, replayed."""
