"""A symbolic-plus-numeric companion to proof assistants: it re-checks the proofs of a paper."""

__version__ = "0.1.0"
