"""Typesetting: LaTeX as MathML, and the formulas inside plain sentences as letters and scripts."""

from __future__ import annotations

import re
from functools import cache

from latex2mathml.converter import convert
from markupsafe import Markup, escape

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "eta": "η",
    "lambda": "λ",
    "mu": "μ",
    "omega": "ω",
    "phi": "φ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "theta": "θ",
    "xi": "ξ",
    "Gamma": "Γ",
}
RELATIONS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→"}
SHORT = 2
"""The longest name, in Latin letters, that is read as a symbol: `dl_alpha`, but not `form_at`."""

_SCRIPTS = (
    r"(?:_\{[^{}]*\}|_[A-Za-z0-9*]+(?:,[A-Za-z0-9]+)*|\^\{[^{}]*\}|\^-?[A-Za-z0-9*]+|\^[<>](?!=))"
)
_TOKEN = re.compile(
    rf"(?P<relation><=|>=|!=|->)"
    rf"|(?<![\w\-^`])(?P<name>[A-Za-z]+)(?P<primes>'*)(?P<scripts>{_SCRIPTS}*)(?P<more>'*)(?![\w`])"
    rf"|(?P<closing>[)\]|}}0-9])(?P<raised>(?:\^\{{[^{{}}]*\}}|\^-?[A-Za-z0-9*]+)+)"
)
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(-?[A-Za-z0-9*]+(?:,[A-Za-z0-9]+)*|[<>]))")


@cache
def mathml(latex: str) -> Markup:
    """Return a formula as a block of MathML; text that is no LaTeX is shown as it stands.

    >>> mathml("x").endswith("<mrow><mi>x</mi></mrow></math>")
    True
    """
    try:
        return Markup(convert(latex, display="block"))
    except Exception:  # the converter raises errors of many classes
        return Markup("<code>{}</code>").format(latex)


def prose(text: str) -> Markup:
    """Return a sentence with its symbols as letters, sub- and superscripts, all else escaped.

    >>> print(prose("lambda <= x_alpha^2, for n_{l-1} < 2"))
    λ ≤ x<sub>α</sub><sup>2</sup>, for n<sub>l-1</sub> &lt; 2
    >>> print(prose("the step's hypothesis alpha-plus-beta, form_at_Dz"))
    the step&#39;s hypothesis alpha-plus-beta, form_at_Dz
    """
    parts, end = [], 0
    for match in _TOKEN.finditer(text):
        parts += [escape(text[end : match.start()]), _typeset(match)]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _typeset(match: re.Match[str]) -> Markup:
    if match["relation"]:
        return Markup(RELATIONS[match["relation"]])
    if match["closing"]:
        return escape(match["closing"]) + _scripts(match["raised"])
    name = match["name"]
    hyphenated = match.string[match.end() : match.end() + 1] == "-" and not match["scripts"]
    if hyphenated or (name not in GREEK and len(name) > SHORT):
        return escape(match[0])
    if name not in GREEK and not match["scripts"]:
        return escape(match[0])
    letter = escape(GREEK.get(name, name))
    return letter + _primes(match["primes"]) + _scripts(match["scripts"]) + _primes(match["more"])


def _primes(primes: str) -> Markup:
    return Markup({"": "", "'": "′", "''": "″"}.get(primes, "‴"))


def _scripts(text: str) -> Markup:
    found = [_script(m) for m in _SCRIPT.finditer(text)]
    return Markup("").join(found)


def _script(match: re.Match[str]) -> Markup:
    tag = "sub" if match[1] == "_" else "sup"
    inner = prose(match[2]) if match[2] is not None else _plain_script(match[3])
    return Markup(f"<{tag}>{{}}</{tag}>").format(inner)


def _plain_script(text: str) -> Markup:
    return Markup(",").join(escape(GREEK.get(part, part)) for part in text.split(","))
