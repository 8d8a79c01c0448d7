"""The command `python -m campaigns.coq_mutants`: false certificates, each refused by Coq's kernel.

Each instance of `coq/instances` is changed in one place: a label, a sample, the radius, the
inverse, a matrix, a bound. The kernel has to compute `false` for every change, and to accept what
is unchanged. Exit status 1 if it does not, 2 without a compiled library (`make coq`).
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

from proofcheck.export.build import AT_ONCE
from proofcheck.export.coqc import Coqc, coq_version
from proofcheck.export.instance import Instance
from proofcheck.export.library import library_folder

HEADER = """From Coq Require Import Reals QArith List Arith.
From Proofcheck Require Import Sums Statements Data Sigmoid Positive Certified Exact.
Import ListNotations.
Open Scope Q_scope.
"""
Json = dict[str, Any]
Change = Callable[[Json], object]


def scaled(value: str, factor: Fraction | int) -> str:
    """Return a number of a file times a factor.

    >>> scaled("1/2", 4)
    '2'
    """
    return str(Fraction(value) * factor)


def _label(d: Json, change: Callable[[str], str]) -> None:
    if "given" in d["labels"]:
        y = d["labels"]["given"]
        y[-1] = change(y[-1])
    else:
        row = d["labels"]["teacher"]["layers"][-1][0]
        row[1] = change(row[1])


def _drop(d: Json) -> None:
    d["inputs"].pop()
    if "given" in d["labels"]:
        d["labels"]["given"].pop()


def _move(d: Json) -> None:
    row = d["centre" if "centre" in d else "point"][-1][0]
    if isinstance(row[1], str):
        row[1] = str(Fraction(row[1]) + Fraction(1, 1000))
    else:
        row[1][0] = str(Fraction(row[1][0]) + Fraction(1, 1000))


def _not_better(d: Json) -> None:
    d["better"][0]["weights"] = copy.deepcopy(d["centre" if "centre" in d else "point"])


def _opposite(d: Json) -> None:
    d["inner"], d["outer"] = d["outer"], d["inner"]


def _column(d: Json) -> None:
    column = d["curvature"]["squares"][0]["column"]
    column[-1] = scaled(column[-1], -1)


COMMON: Mapping[str, Change] = {
    "a label's sign": lambda d: _label(d, lambda y: scaled(y, -1)),
    "a label moved": lambda d: _label(d, lambda y: scaled(y, Fraction(1001, 1000))),
    "a dropped sample": _drop,
    "a doubled input": lambda d: d["inputs"][0].__setitem__(0, scaled(d["inputs"][0][0], 2)),
    "the point moved": _move,
    "biases exchanged": lambda d: d.update(biases=not d["biases"]),
    "a shift of the Hessian times 2^20": lambda d: d["curvature"].update(
        shift=scaled(d["curvature"]["shift"], 2**20)
    ),
    "a shift of the Hessian negated": lambda d: d["curvature"].update(
        shift=scaled(d["curvature"]["shift"], -1)
    ),
    "a square of the Hessian left out": lambda d: d["curvature"]["squares"].pop(),
    "a square of the Hessian negated": lambda d: d["curvature"]["squares"][0].update(
        factor=scaled(d["curvature"]["squares"][0]["factor"], -1)
    ),
    "a column of the Hessian flipped": _column,
    "B of the other sign": _opposite,
    "a shift of B times 2^20": lambda d: d["inner"][0].update(
        shift=scaled(d["inner"][0]["shift"], 2**20)
    ),
    "a square of B left out": lambda d: d["inner"][0]["squares"].pop(0),
    "a neuron that is none": lambda d: d["inner"][0].update(neuron=2),
    "a layer that is none": lambda d: d["inner"][0].update(layer=0),
    "a better point that is not": _not_better,
}
INTERVALS: Mapping[str, Change] = {
    "the radius times 2^20": lambda d: d.update(radius=scaled(d["radius"], 2**20)),
    "the radius times 2^-30": lambda d: d.update(radius=scaled(d["radius"], Fraction(1, 2**30))),
    "the radius negated": lambda d: d.update(radius=scaled(d["radius"], -1)),
    "the inverse negated": lambda d: d.update(
        inverse=[[scaled(x, -1) for x in row] for row in d["inverse"]]
    ),
    "the inverse times 2": lambda d: d.update(
        inverse=[[scaled(x, 2) for x in row] for row in d["inverse"]]
    ),
    "the inverse 0": lambda d: d.update(inverse=[["0"] * len(row) for row in d["inverse"]]),
    "two rows of the inverse exchanged": lambda d: d["inverse"].reverse(),
    "a rate of 1": lambda d: d.update(rate="1"),
    "a rate of 0": lambda d: d.update(rate="0"),
    "bounds of the loss exchanged": lambda d: d["loss"].reverse(),
    "a bound of the loss too low": lambda d: d["loss"].__setitem__(1, d["loss"][0]),
    "8 bits": lambda d: d.update(precision=8),
}
EXACT: Mapping[str, Change] = {
    "another loss": lambda d: d.update(loss=scaled(d["loss"], Fraction(1001, 1000))),
    "another base": lambda d: d.update(base=3),
}


def changes(content: Json) -> Iterator[tuple[str, Json]]:
    """Yield the names of the changes of an instance, and the changed instances."""
    own = EXACT if "base" in content else INTERVALS
    for name, change in {**COMMON, **own}.items():
        changed = copy.deepcopy(content)
        change(changed)
        yield name, changed


def source(content: Json, expected: bool) -> str:
    """Return a Coq file that compiles if the kernel computes what is expected of the test."""
    body = Instance(content).body()
    definitions = "\n".join(f"Definition {n} : {kind} := {v}." for n, kind, v in body.definitions)
    answer = str(expected).lower()
    return (
        f"{HEADER}{definitions}\n"
        f"Lemma computed : {body.test} {body.arguments} = {answer}.\n"
        f"Proof. vm_cast_no_check (eq_refl {answer}). Qed.\n"
    )


def outcomes(
    folder: Path, names: Sequence[str], jobs: int, skipped: int = 0
) -> Iterator[tuple[str, str, bool]]:
    """Yield instance, change and whether the kernel answered as it should."""
    tasks = []
    for name in names:
        file = library_folder() / "instances" / f"{name}.json"
        content = json.loads(file.read_text(encoding="utf-8"))
        tasks.append((name, "unchanged", source(content, True)))
        tasks += [(name, what, source(c, False)) for what, c in changes(content)]

    tasks = tasks[skipped:]

    def compiled(number: int) -> bool:
        file = f"Mutant_{number}"
        (folder / f"{file}.v").write_text(tasks[number][2], encoding="utf-8")
        return Coqc().compile(folder, file).accepted

    with ThreadPoolExecutor(jobs) as pool:
        answers = pool.map(compiled, range(len(tasks)))
        for (name, what, _), answered in zip(tasks, answers, strict=True):
            yield name, what, answered


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign and print its results."""
    parser = argparse.ArgumentParser(prog="python -m campaigns.coq_mutants", description=__doc__)
    known = sorted(file.stem for file in (library_folder() / "instances").glob("*.json"))
    parser.add_argument("names", nargs="*", choices=[[], *known], help="instances; all if none")
    parser.add_argument("--library", type=Path, default=Path("build/coq"), help="from make coq")
    parser.add_argument("--jobs", type=int, default=AT_ONCE, help="files compiled at a time")
    parser.add_argument(
        "--skip", type=int, default=0, help="answers of an earlier run to leave out"
    )
    options = parser.parse_args(arguments)
    if coq_version() is None or not (options.library / "Exact.vo").is_file():
        print(
            f"no coqc, or no compiled library in {options.library}: run make coq", file=sys.stderr
        )
        return 2
    wrong = total = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in options.library.glob("*.vo"):
            if not file.stem.startswith("Audit_"):
                shutil.copy(file, folder)
        for instance, what, answered in outcomes(
            folder, options.names or known, options.jobs, options.skip
        ):
            word = "accepted" if (what == "unchanged") is answered else "refused"
            print(f"{instance}: {what}: {word}{'' if answered else ' WRONG'}", flush=True)
            total += what != "unchanged"
            wrong += not answered
    print(f"{total} changes, {f'{wrong} wrong answers' if wrong else 'all refused'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
