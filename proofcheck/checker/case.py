"""Kinds of certificates: the fields of their witness, the claim in words, what they lean on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proofcheck.checker import claims
from proofcheck.checker.escape_witness import (
    read_bits,
    read_columns,
    read_epsilon,
    read_layer,
    read_points,
    read_sources,
)
from proofcheck.checker.fields import (
    MOST_SAMPLES,
    SCHEMA,
    Matrix,
    Network,
    fields_of,
    items_of,
    malformed,
    network_of,
    numbers_of,
)
from proofcheck.checker.labels import Planted, labels_of
from proofcheck.checker.witness import (
    read_better,
    read_between,
    read_count,
    read_direction,
    read_interval,
    read_other,
    read_pair,
    read_place,
    read_radius,
    read_sign,
    read_statement,
    read_vanishing,
    read_vector,
    read_vectors,
    read_wide,
)

Reader = Callable[[Any, Network, str], Any]
Words = Callable[["Case"], str]


@dataclass(frozen=True)
class Kind:
    """One kind of certificate: readers of the witness, the claim in words, what it leans on."""

    fields: dict[str, Reader]
    words: Words
    leans_on: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A certificate whose fields have been validated; `raw` is the witness as it was written.

    >>> net = Network("tanh", False, ([[0]], [[2]]))
    >>> Case("global-minimum", net, [[1]], [0], {}, {}, "", [], "").setting()
    'a 1-1-1 tanh network without biases (2 parameters) on 1 samples with given labels'
    """

    kind: str
    network: Network
    inputs: Matrix
    labels: Any
    witness: dict[str, Any]
    raw: dict[str, Any]
    claim: str
    leans_on: list[str]
    digest: str

    @property
    def exact(self) -> bool:
        """Whether the point is said to be critical because its labels are planted there."""
        return self.witness.get("radius") == 0

    def setting(self) -> str:
        """Return network and data in words."""
        labels = "given labels"
        if isinstance(self.labels, Network):
            labels = f"labels of an exact teacher, a {self.labels.words()}"
        elif isinstance(self.labels, Planted):
            labels = f"labels planted at a {self.labels.network.words()}"
            zeros = ", ".join(f"({layer}, {neuron})" for layer, neuron, _ in self.labels.d_zero)
            labels += f" with D = 0 for (layer, neuron) {zeros}" if zeros else ""
            labels += " and a stated direction in the kernel of the Hessian" * bool(
                self.labels.kernel
            )
        return f"a {self.network.words()} on {len(self.inputs)} samples with {labels}"

    def point(self) -> str:
        """Return the point in words."""
        where = "the given parameters" if self.exact else "a point"
        near = "" if self.exact else f" within {self.raw['radius']} of the given parameters"
        low, high = self.raw["loss"]
        return f"{where}{near} with loss between {low} and {high}"


def expected_claim(case: Case) -> str:
    """Return the claim in words, made from kind, network, data and witness.

    >>> net = Network("tanh", False, ([[0]], [[2]]))
    >>> claim = expected_claim(Case("global-minimum", net, [[1]], [0], {}, {}, "", [], ""))
    >>> claim.partition(": ")[2]
    'the loss is 0, a global minimum.'
    """
    return f"For {case.setting()}: {KINDS[case.kind].words(case)}."


def expected_leaning(case: Case) -> list[str]:
    """Return derivations by id and textbook facts that the kind leans on.

    >>> net = Network("tanh", False, ([[0]], [[2]]))
    >>> expected_leaning(Case("global-minimum", net, [[1]], [0], {}, {}, "", [], ""))
    []
    >>> expected_leaning(Case("critical-point", net, [[1]], [0], {"radius": 1}, {}, "", [], ""))[0]
    'textbook: a contracting Krawczyk operator has exactly one zero in its box'
    """
    first = () if case.kind in ("global-minimum", "not-critical") else (LABELS,)
    if first and "radius" in case.witness and not case.exact:
        first = (KRAWCZYK,)
    return [*first, *KINDS[case.kind].leans_on]


def digest(certificate: dict[str, Any]) -> str:
    """Return the SHA-256 digest of everything but the field `digest`, in canonical JSON.

    >>> digest({"kind": "saddle", "digest": ""}) == digest({"digest": "other", "kind": "saddle"})
    True
    >>> digest({"kind": "saddle"}) == digest({"kind": "minimum"})
    False
    """
    rest = {key: value for key, value in certificate.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


FIELDS = ("schema", "kind", "claim", "leans_on", "network", "data", "witness", "digest")


def read_case(certificate: dict[str, Any]) -> Case:
    """Return the validated certificate.

    Raises:
        InputError: a field that is missing, unknown, of the wrong type or out of its limits.

    >>> layers = [{"weights": [["0"]]}, {"weights": [["2"]]}]
    >>> certificate = {
    ...     "schema": 1, "kind": "global-minimum", "claim": "", "leans_on": [], "digest": "",
    ...     "network": {"activation": "tanh", "bias": False, "layers": layers},
    ...     "data": {"inputs": [["1/2"]], "labels": {"values": ["0"]}}, "witness": {},
    ... }
    >>> read_case(certificate).inputs
    [[1/2]]
    >>> read_case({**certificate, "witness": {"radius": "0"}})
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: certificate, witness: ...
    """
    found = fields_of(certificate, "fields", *FIELDS)
    if type(found["schema"]) is not int or found["schema"] != SCHEMA:
        raise malformed("schema", found["schema"], f"version {SCHEMA}")
    if not isinstance(found["kind"], str) or found["kind"] not in KINDS:
        raise malformed("kind", found["kind"], ", ".join(KINDS))
    network = network_of(found["network"], "network")
    data = fields_of(found["data"], "data", "inputs", "labels")
    rows = items_of(data["inputs"], "data.inputs", 1, MOST_SAMPLES)
    inputs = [numbers_of(row, "data.inputs", network.widths[0]) for row in rows]
    labels = labels_of(data["labels"], len(inputs), network.widths[0])
    readers = KINDS[found["kind"]].fields
    raw = fields_of(found["witness"], "witness", *readers)
    witness = {name: read(raw[name], network, f"witness.{name}") for name, read in readers.items()}
    if witness.get("radius") == 0 and not isinstance(labels, Planted):
        raise malformed("witness.radius", "0", "a positive radius, or planted labels")
    rest = [found[name] for name in ("claim", "leans_on", "digest")]
    words = [rest[0], rest[2], *items_of(rest[1], "leans_on", 0, 20)]
    if not all(isinstance(text, str) for text in words):
        raise malformed("claim, leans_on, digest", "something else", "text, a list of texts, text")
    return Case(found["kind"], network, inputs, labels, witness, raw, *rest)


KRAWCZYK = "textbook: a contracting Krawczyk operator has exactly one zero in its box"
LABELS = "textbook: a regular linear system has exactly one solution"
DEFINITE = "textbook: A is positive definite if |X A X' - I| < 1 (Sylvester's law of inertia)"
TAYLOR = "textbook: Taylor's theorem, second order conditions"
EQUAL = "docs/certificates.md, critical set: neurons that compute the same function (chain rule)"
NEAREST = "beyond-split-chains, step nearest-point: the nearest critical point (Morse-Bott)"
REFUTED = "docs/certificates.md, refutation of Theorem 9 (Taylor's theorem, chain rule)"
ESCAPE = "docs/certificates.md, escape path: continuity, values inside the image, outputs, loss"
IDLE = "docs/certificates.md, idle neurons: a smaller network inside a larger one"


_POINT: dict[str, Reader] = {"radius": read_radius, "loss": read_interval}
_SET = {**_POINT, "dimension": read_count}
KINDS = {
    "critical-point": Kind(_POINT, lambda case: f"{case.point()} is critical", (EQUAL,)),
    "not-critical": Kind({"radius": read_radius, "place": read_place}, claims.not_critical, ()),
    "local-minimum": Kind(_POINT, claims.minimum, (DEFINITE, TAYLOR)),
    "degenerate-minimum": Kind(_SET, claims.degenerate, (EQUAL, DEFINITE, TAYLOR, NEAREST)),
    "global-minimum": Kind({}, lambda _: "the loss is 0, a global minimum", ()),
    "saddle": Kind({**_POINT, "direction": read_direction}, claims.saddle, (EQUAL, TAYLOR)),
    "saddle-at-the-end": Kind(
        {**_POINT, "twin": read_pair, "partner": read_count, "direction": read_vector},
        claims.end,
        (EQUAL, TAYLOR, "theorem-7", "lemma-12"),
    ),
    "neuron": Kind(
        {
            **_POINT,
            "neuron": read_pair,
            "B": read_sign,
            "D": read_vanishing,
            "vectors": read_vectors,
        },
        claims.neuron,
        (EQUAL, DEFINITE),
    ),
    "suboptimal": Kind({**_POINT, "better": read_better}, claims.suboptimal, (EQUAL, IDLE)),
    "non-attracting": Kind(
        {**_SET, "saddle": read_other, "direction": read_direction},
        claims.non_attracting,
        (EQUAL, DEFINITE, TAYLOR, NEAREST),
    ),
    "structural-minimum": Kind(
        {**_POINT, "widths": read_wide, "better": read_better},
        claims.structural,
        (DEFINITE, TAYLOR, "beyond-split-chains", IDLE),
    ),
    "refutation": Kind(
        {
            **_POINT,
            "statement": read_statement,
            "neuron": read_pair,
            "above": read_count,
            "step": read_vector,
            "lambdas": read_between,
            "scales": read_between,
        },
        claims.refutation,
        (DEFINITE, TAYLOR, REFUTED),
    ),
    "escape-path": Kind(
        {
            "start": read_other,
            "epsilon": read_epsilon,
            "layer": read_layer,
            "sources": read_sources,
            "columns": read_columns,
            "bits": read_bits,
            "points": read_points,
        },
        claims.escape_path,
        (ESCAPE,),
    ),
}
