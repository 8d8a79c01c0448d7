"""Certified minima as data for Coq: the files of `coq/instances`, and the theorems about them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from proofcheck.core import InputError
from proofcheck.export.body import Body, listed, rational
from proofcheck.export.library import library_folder
from proofcheck.runner.beside import digest

Json = Mapping[str, Any]
INTERVALS = """let P := learner sigmoid widths inputs answers in
  let free := trained P {biases} in
  one_output P /\\ exists w,
  within free (weights start) (Q2R {radius}) w
  /\\ critical_on free (loss P) w
  /\\ positive_hessian_on free (loss P) w
  /\\ strict_local_minimum free (loss P) w
  /\\ (forall w', within free (weights start) (Q2R {radius}) w' ->
        critical_on free (loss P) w' -> forall p, w' p = w p)
  /\\ Q2R {above} < loss P w < Q2R {below}
  /\\ (forall l r lambda, In (l, r) {inner} -> 0 < lambda < 1 ->
        kept widths {biases} inputs answers l r lambda w)
  /\\ (forall l r lambda, In (l, r) {outer} -> lambda < 0 \\/ 1 < lambda ->
        kept widths {biases} inputs answers l r lambda w)
  /\\ kept_by_all widths {biases} inputs answers {inner} w
  /\\ (forall l z, In (l, z) better_points ->
        loss (widened P l) (weights z) < loss P w)"""
EXACTLY = """let P := learner sigmoid widths inputs answers in
  let free := trained P {biases} in
  let w := log_weights {base} start in
  one_output P
  /\\ critical_on free (loss P) w
  /\\ positive_hessian_on free (loss P) w
  /\\ strict_local_minimum free (loss P) w
  /\\ loss P w = Q2R {loss}
  /\\ (forall l r lambda, In (l, r) {inner} -> 0 < lambda < 1 ->
        kept widths {biases} inputs answers l r lambda w)
  /\\ (forall l r lambda, In (l, r) {outer} -> lambda < 0 \\/ 1 < lambda ->
        kept widths {biases} inputs answers l r lambda w)
  /\\ kept_by_all widths {biases} inputs answers {inner} w
  /\\ (forall l z, In (l, z) better_points ->
        loss (widened P l) (log_weights {base} z) < loss P w)"""
PAIRS = "list (nat * nat)"


@dataclass(frozen=True)
class Instance:
    """Data and certificate of a minimum, as a file of `coq/instances` has them."""

    content: Json

    def body(self) -> Body:
        """Return the Coq text.

        Raises:
            InputError: the content is not that of an instance.
        """
        made = _exact if "base" in self.content else _with_intervals
        return self._made(made)

    def key(self) -> str:
        """Return the hash of what the claim's words speak of: all but point and certificate.

        That is the network and its data, the loss, which neurons are split, and where less loss is.

        Raises:
            InputError: the content is not that of an instance.
        """
        return digest(self._made(_spoken_of))[:16]

    def _made(self, make: Callable[[Json], Any]) -> Any:
        try:
            return make(self.content)
        except (LookupError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
            raise InputError(
                "instance for Coq",
                given=f"{type(error).__name__}: {error}",
                admissible="a file as python -m proofcheck.certificates.kernel writes it",
                repair="write the instances again",
            ) from error


def stored(name: str, key: str) -> Callable[[], Instance]:
    """Return what reads an instance of `coq/instances`; the key ties it to the claim's words."""

    def read() -> Instance:
        file = library_folder() / "instances" / f"{name}.json"
        try:
            found = Instance(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise _unusable(name, f"{file}: {error}") from error
        if found.key() != key:
            raise _unusable(name, f"{file}: another network, other data, or less is said of it")
        return found

    return read


def _unusable(name: str, given: str) -> InputError:
    return InputError(
        f"instance {name}",
        given=given,
        admissible="the file of this instance, with its own data",
        repair="python -m proofcheck.certificates.kernel --out coq/instances",
    )


def _spoken_of(d: Json) -> list[str]:
    bounds = [d["loss"]] if "base" in d else d["loss"]
    return [
        *(value for _, _, value in _data(d)),
        _truth(d),
        str(d.get("base", "")),
        *map(rational, bounds),
        *(_places(d[name]) for name in ("inner", "outer")),
        *(str(int(one["layer"])) for one in d["better"]),
    ]


def _with_intervals(d: Json) -> Body:
    parts = [
        f"{int(d['precision'])}%Z start {rational(d['radius'])} {rational(d['rate'])}",
        _rows(d["inverse"]),
        _certificate(d["curvature"]),
        *map(rational, d["loss"]),
        *_neurons(d),
        "better_points",
    ]
    definitions = (
        *_data(d),
        ("start", "layers", _layers(d["centre"], _rows)),
        ("better_points", "list (nat * layers)", _better(d, _rows)),
        ("witness", "certified", "Certified " + "\n    ".join(parts)),
    )
    statement = INTERVALS.format(
        biases=_truth(d),
        radius=rational(d["radius"]),
        above=rational(d["loss"][0]),
        below=rational(d["loss"][1]),
        inner=_places(d["inner"]),
        outer=_places(d["outer"]),
    )
    return Body(definitions, "check_all", "certified_minimum", _arguments(d), statement)


def _exact(d: Json) -> Body:
    base = f"{int(d['base'])}%positive"
    parts = [
        f"{base} start {rational(d['loss'])}",
        _certificate(d["curvature"]),
        *_neurons(d),
        "better_points",
    ]
    definitions = (
        *_data(d),
        ("start", "log_layers", _layers(d["point"], _pairs)),
        ("better_points", "list (nat * log_layers)", _better(d, _pairs)),
        ("witness", "exact_point", "Exact " + "\n    ".join(parts)),
    )
    statement = EXACTLY.format(
        biases=_truth(d),
        base=base,
        loss=rational(d["loss"]),
        inner=_places(d["inner"]),
        outer=_places(d["outer"]),
    )
    return Body(definitions, "check_exact", "exact_minimum", _arguments(d), statement)


def _arguments(d: Json) -> str:
    return f"widths {_truth(d)} inputs answers witness"


def _truth(d: Json) -> str:
    return "true" if d["biases"] else "false"


def _data(d: Json) -> tuple[tuple[str, str, str], ...]:
    return (
        ("widths", "list nat", _naturals(d["widths"])),
        ("inputs", "list (list Q)", _rows(d["inputs"])),
        ("answers", "labels", _labels(d["labels"])),
    )


def _labels(y: Json) -> str:
    if "given" in y:
        return f"Given {listed([rational(value) for value in y['given']])}"
    teacher = y["teacher"]
    return f"Taught {_naturals(teacher['widths'])}\n    {_layers(teacher['layers'], _rows)}"


def _neurons(d: Json) -> list[str]:
    found = []
    for name in ("inner", "outer"):
        found.append(_places(d[name]))
        found.append(listed([_certificate(one) for one in d[name]]))
    return found


def _places(neurons: list[Json]) -> str:
    return listed([f"({int(n['layer'])}, {int(n['neuron'])})" for n in neurons]) + "%nat"


def _better(d: Json, rows: Callable[[Any], str]) -> str:
    return listed(
        [f"({int(one['layer'])}%nat, {_layers(one['weights'], rows)})" for one in d["better"]]
    )


def _certificate(c: Json) -> str:
    squares = [
        f"({rational(s['factor'])}, {listed([rational(x) for x in s['column']])})"
        for s in c["squares"]
    ]
    return f"(Certificate {rational(c['shift'])} {listed(squares)})"


def _naturals(values: Any) -> str:
    return listed([str(int(value)) for value in values]) + "%nat"


def _rows(rows: Any) -> str:
    return listed([listed([rational(x) for x in row]) for row in rows])


def _pairs(rows: Any) -> str:
    pairs = [[f"({rational(p)}, {rational(q)})" for p, q in row] for row in rows]
    return listed([listed(row) for row in pairs])


def _layers(layers: Any, rows: Callable[[Any], str]) -> str:
    return listed([rows(layer) for layer in layers])
