"""The axioms that a claim may rest on, in three tiers, and that they are the ones of Coq itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

T0 = (
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",
)
"""The axioms of the classical real numbers in Coq's own library."""
T1_MODULES = frozenset({"PrimInt63", "Uint63", "Sint63"})
T2_MODULES = frozenset({"PrimFloat", "FloatOps", "FloatAxioms"})
FOLDERS = {
    "ClassicalDedekindReals": "Coq.Reals",
    "FunctionalExtensionality": "Coq.Logic",
    "Classical_Prop": "Coq.Logic",
    **dict.fromkeys(T1_MODULES, "Coq.Numbers.Cyclic.Int63"),
    **dict.fromkeys(T2_MODULES, "Coq.Floats"),
}
"""Where Coq has the modules with these axioms."""
CLOSED = "Closed under the global context"


def axioms_in(output: str) -> tuple[str, ...] | None:
    r"""Return the axioms that `Print Assumptions` printed, `None` where it printed no list.

    >>> axioms_in("Axioms:\na.b : forall x,\n  x\n")
    ('a.b',)
    >>> axioms_in("Closed under the global context"), axioms_in("") is None
    ((), True)
    """
    if output.strip() == CLOSED:
        return ()
    head, found, tail = output.rpartition("Axioms:")
    if not found or head.strip():
        return None
    lines = [line for line in tail.splitlines() if line and not line[0].isspace()]
    return tuple(re.split(r"\s", line, maxsplit=1)[0] for line in lines)


def tier_of(axioms: Iterable[str]) -> str | None:
    """Return T0, T1 or T2, and `None` where an axiom is on no list.

    >>> tier_of(["Classical_Prop.classic"]), tier_of(["PrimInt63.int"]), tier_of(["mine"])
    ('T0', 'T1', None)
    """
    tier = 0
    for axiom in axioms:
        module, dot, name = axiom.partition(".")
        if axiom in T0:
            continue
        if not dot or "." in name or module not in T1_MODULES | T2_MODULES:
            return None
        tier = max(tier, 1 if module in T1_MODULES else 2)
    return f"T{tier}"


def required(axioms: Iterable[str]) -> str:
    """Return Coq text that loads the modules of some axioms, to stand before all other text.

    >>> print(required(["Classical_Prop.classic"]))
    From Coq.Logic Require Classical_Prop.
    """
    modules = dict.fromkeys(name.partition(".")[0] for name in axioms)
    return "\n".join(f"From {FOLDERS[module]} Require {module}." for module in modules)


def same_as_coqs(axioms: Iterable[str]) -> str:
    """Return Coq text that is refused if one of these names means anything but Coq's own constant.

    A module of the same name would make an axiom of its own look like one of them. The text has to
    stand where assumptions are printed, and load nothing: what is loaded last owns the name.

    >>> print(same_as_coqs(["Classical_Prop.classic"]))
    Definition same_0 : @Classical_Prop.classic = @Coq.Logic.Classical_Prop.classic := eq_refl.
    """
    lines = []
    for k, name in enumerate(axioms):
        own = f"{FOLDERS[name.partition('.')[0]]}.{name}"
        lines.append(f"Definition same_{k} : @{name} = @{own} := eq_refl.")
    return "\n".join(lines)
