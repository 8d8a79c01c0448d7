"""Planted faults: from a fault in any statement the hunt reaches a smallest counterexample.

`python -m campaigns.planted_faults --seeds 100 --out FILE` plants one fault in every statement that
has sampled checks, hunts the faulty claim with every seed, and counts how often the counterexample
has the smallest shape there is, which the table states. At least 95 of 100 are wanted.

Three statements are not in the table, because nothing in them is sampled: a fault in corollary-6,
definition-1 or beyond-split-chains is refuted by a derivation, without an instance.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from proofcheck.core import Sampling, Statement
from proofcheck.core.replacing import write_whole
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.plan import Mode, Plan
from proofcheck.hunt.store import Store
from proofcheck.runner.discovery import Library, discover

DIGITS = 15
WANTED = 95


@dataclass(frozen=True)
class Fault:
    """A mutant that takes the place of a claim, and the smallest shape that refutes it."""

    step: str
    check: str
    mutant: str
    smallest: str


ONE = "1-1-1"
"""One input, one neuron: no network with a hidden layer is smaller."""

WIDE = "2-2-1"
"""The bias has a column of its own: the family of section 6 draws nothing smaller."""

FAULTS: Mapping[str, Fault] = {
    "beyond-constant-loss-deep": Fault(
        "weights", "stays_bounded", "two-targets", "deltas 1x2, neurons 2x2, targets 1"
    ),
    "beyond-conjecture-independence": Fault("independent", "independent", "one-less", "1-1-2-1"),
    "beyond-constant-loss-start": Fault(
        "free-a-neuron", "neuron_is_freed", "not-taken", "v 1x2, bias 1, a 2x2"
    ),
    "beyond-conjecture-flat-directions": Fault("independent", "independent", "d-free", ONE),
    "beyond-sharp-criterion": Fault("necessary", "compare_drop", "drop-twice", ONE),
    "beyond-master-identity": Fault("second-order", "compare_second_order", "second-plus", ONE),
    "beyond-vanishing-d": Fault("equal-incoming", "compare_equal_incoming", "numeric-v", ONE),
    "beyond-whole-fibre": Fault("incoming", "compare_incoming", "numeric-twice", ONE),
    "corollary-3": Fault("descent-stays", "stays", "start-anywhere", ONE),
    "lemma-12": Fault("blocks", "compare_blocks", "uv-once", ONE),
    "lemma-16": Fault("constant-vector", "spanning", "unchanged", WIDE),
    "lemma-17": Fault("biases-too", "next_layer", "biases-half-way", WIDE),
    "lemma-18": Fault("inverse-formulas", "inverse_path", "late", "2-1-2-2-1"),
    "lemma-19": Fault(
        "one-choice", "realised", "backwards", "w 1x2, a 1x1, change 1x1, columns 1, image 2"
    ),
    "lemma-20": Fault("last-layer", "outputs", "other-path", WIDE),
    "lemma-a1": Fault(
        "both-parts",
        "compare_semidefiniteness",
        "corner-forgotten",
        "corner 3x3, x 1x1, g 1x1, h 1x1",
    ),
    "lemma-a2": Fault("both-signs", "takes_both_signs", "other-way", "d 2, a 2x1"),
    "proposition-15": Fault("last-hidden-layer", "vanishing_D", "any-layer", "1-1-2-1"),
    "remark-10": Fault("twice-B", "compare_B", "B-once", ONE),
    "remark-11": Fault("same-neuron-again", "compare_twins", "exchanged", ONE),
    "remark-14": Fault("copied-vector", "compare_copies", "copy-sign", ONE),
    "theorem-13": Fault("B-after-t-splittings", "compare_B", "factor-lambda", ONE),
    "theorem-2": Fault("B-after-t-splittings", "compare_B", "factor-lambda", ONE),
    "theorem-4": Fault("gap", "gap_identity", "K-half", "2-1-1"),
    "theorem-5": Fault("loss", "loss_along", "as-printed", WIDE),
    "theorem-7": Fault("gradient-image", "compare_gradients", "u-exchanged", ONE),
    "theorem-8": Fault("local-minimum", "signs_as_predicted", "no-zeros", ONE),
    "theorem-9": Fault("semidefinite", "signs_as_predicted", "one-zero-less", ONE),
}


def planted(statement: Statement, fault: Fault) -> Statement:
    """Return the statement with one step, whose claim is false, and the check that looks at it."""
    step = statement.step(fault.step)
    mutant = next(m for m in step.mutants if m.id == fault.mutant)
    named = [(check.name, check) for check in mutant.checks] + step.named_checks()
    checks = [c for name, c in named if name == fault.check and isinstance(c, Sampling)][:1]
    required = tuple(h for h in statement.required(step) if h != mutant.drops)
    false = replace(
        step,
        checks=tuple(checks),
        formula=mutant.mutate(step.formula),
        mutants=(),
        requires=required,
        choices={},
    )
    return replace(statement, steps=(false,), findings=())


def shape_of(values: Mapping[str, Any]) -> str:
    """Return the architecture of an instance, or the sizes of its arrays.

    >>> shape_of({"architecture": "1-2-1", "inputs": [["1"]]})
    '1-2-1'
    >>> shape_of({"d": ["1", "2"], "a": [["1"], ["2"]], "name": "x"})
    'd 2, a 2x1'
    """
    label = values.get("architecture", values.get("widths"))
    if isinstance(label, str):
        return label
    arrays = {name: value for name, value in values.items() if isinstance(value, list | tuple)}
    return ", ".join(f"{name} {_size(value)}" for name, value in arrays.items())


def _size(array: Any) -> str:
    inner = array[0] if array and isinstance(array[0], list | tuple) else None
    return str(len(array)) if inner is None else f"{len(array)}x{len(inner)}"


def reached(name: str, fault: Fault, seed: int) -> str:
    """Return the shape of the counterexample that a hunt with this seed ends with, or "none"."""
    statement = planted(discover().statements[name], fault)
    library = Library({name: statement})
    regions = max(len(c.family.regions) for c in statement.steps[0].checks)  # type: ignore[union-attr]
    plan = Plan((name,), Mode.STATEMENTS, DIGITS, seed, max(regions, 12))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder, "hunt.sqlite"), {name: "planted"})
        done = hunt(library, plan, Alone(library.statements, plan.budget), store)
        store.close()
    cases = done.cases()
    return shape_of(cases[0].data["instance"]) if cases else "none"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 where enough seeds reach the smallest shape everywhere, else 1."""
    options = _parser().parse_args(arguments)
    names = options.only or list(FAULTS)
    results: dict[str, dict[str, str]] = {name: {} for name in names}
    with ProcessPoolExecutor(options.jobs) as pool:
        waiting = {
            pool.submit(reached, name, FAULTS[name], seed): (name, seed)
            for seed in range(options.seeds)
            for name in names
        }
        for future in as_completed(waiting):
            name, seed = waiting[future]
            results[name][str(seed)] = future.result()
            _write(results, options.out)
    for name in names:
        print(_line(name, results[name]))
    return 0 if all(_share(n, r) * 100 >= WANTED for n, r in results.items()) else 1


def _share(name: str, found: Mapping[str, str]) -> float:
    hits = sum(shape == FAULTS[name].smallest for shape in found.values())
    return hits / len(found) if found else 0


def _line(name: str, found: Mapping[str, str]) -> str:
    others = sorted({shape for shape in found.values() if shape != FAULTS[name].smallest})
    text = f"{name}: {FAULTS[name].smallest} for {_share(name, found):.0%} of {len(found)} seeds"
    return text + (f"; else {'; '.join(others)}" if others else "")


def _write(results: Mapping[str, Mapping[str, str]], out: Path | None) -> None:
    if out is not None:
        text = json.dumps(results, indent=1, sort_keys=True) + "\n"
        write_whole(out, text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m campaigns.planted_faults",
        description="Plant a fault in each statement; the hunt has to reach a smallest case.",
        epilog="Example: python -m campaigns.planted_faults --only lemma-12 --seeds 10",
    )
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds [100]")
    parser.add_argument("--only", action="append", choices=list(FAULTS), help="this statement")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at a time")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the results as they come")
    return parser


if __name__ == "__main__":
    sys.exit(main())
