"""Words of statements: which text a step belongs to, what it claims, what a finding is."""

from __future__ import annotations

from enum import Enum


class Form(Enum):
    """Which text a step or hypothesis belongs to: as printed, as repaired, or both alike.

    >>> Form("literal")
    <Form.LITERAL: 'literal'>
    """

    LITERAL = "literal"
    REPAIRED = "repaired"
    ONLY = "only"


class Quantifier(Enum):
    """Whether a step claims something of everything in its scope, or that something exists.

    >>> Quantifier("existential")
    <Quantifier.EXISTENTIAL: 'existential'>
    """

    UNIVERSAL = "universal"
    EXISTENTIAL = "existential"


class FindingKind(Enum):
    """What is wrong with the printed text.

    >>> FindingKind("false-as-stated")
    <FindingKind.FALSE_AS_STATED: 'false-as-stated'>
    """

    MISPRINT = "misprint"
    CONSTANT = "constant"
    MISSING_HYPOTHESIS = "missing-hypothesis"
    SUPERFLUOUS_HYPOTHESIS = "superfluous-hypothesis"
    INVALID_INFERENCE = "invalid-inference"
    FALSE_AS_STATED = "false-as-stated"
    EXPERIMENT = "experiment"
