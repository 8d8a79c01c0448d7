"""Statements, evidence, verdicts and the ledger. Standard library only."""

from proofcheck.core.checks import (
    Assumptions,
    Budget,
    Check,
    Choices,
    Citation,
    Computation,
    Derivation,
    Family,
    Instance,
    Sampling,
    Values,
)
from proofcheck.core.errors import InputError, PrecisionError, ProofcheckError, StatementError
from proofcheck.core.evidence import Evidence, Kind, Outcome, holds, refuted, undecided
from proofcheck.core.record import Kill, MutantRecord, Record
from proofcheck.core.scope import Scope, instances, scope
from proofcheck.core.statement import (
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Mutant,
    Quantifier,
    Statement,
    Step,
)
from proofcheck.core.status import Judged, Status
from proofcheck.core.textbook import Textbook
from proofcheck.core.verdict import Cause, Verdict, all_of

__all__ = [
    "Assumptions",
    "Budget",
    "Cause",
    "Check",
    "Choices",
    "Citation",
    "Computation",
    "Derivation",
    "Evidence",
    "Family",
    "Finding",
    "FindingKind",
    "Form",
    "Hypothesis",
    "InputError",
    "Instance",
    "Judged",
    "Kill",
    "Kind",
    "Mutant",
    "MutantRecord",
    "Outcome",
    "PrecisionError",
    "ProofcheckError",
    "Quantifier",
    "Record",
    "Sampling",
    "Scope",
    "Statement",
    "StatementError",
    "Status",
    "Step",
    "Textbook",
    "Values",
    "Verdict",
    "all_of",
    "holds",
    "instances",
    "refuted",
    "scope",
    "undecided",
]
