"""Coq: the statements of the library in `coq/` as claims, and what Coq's kernel says of them.

A claim becomes one generated file: its data, its certificate, one computed equation, and the
theorem as an instance of a library theorem. `audit` says whether coqc accepted it, on what axioms.
"""
