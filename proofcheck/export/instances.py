"""The claims about concrete networks: data, an exact critical point, and what is true there."""

from __future__ import annotations

from proofcheck.core import instances
from proofcheck.export.claim import Claim
from proofcheck.export.instance import stored

EXPERIMENT = "the experiment of section 5.4 (2-5-5-1 teacher, RandomState(22), no biases)"
"""How the steps name the data of `section-5-4`; a test compares the numbers."""
INTERVAL_WORDS = ("Data", "Sigmoid", "Positive", "Non_attracting", "Repeated", "Theorem_2")
EXACT_WORDS = (*INTERVAL_WORDS, "Certified")

INSTANCES: tuple[Claim, ...] = (
    Claim(
        "paper-instance",
        "theorem-2",
        16,
        "section 5.4, 2-1-1-1 on 20 samples of the teacher: strict local minimum, B(1), B(2)"
        " positive; split in both layers any number of times, local minima that are neither"
        " attracting nor of the smallest loss",
        "certified_minimum",
        "Certified",
        ("experiment-minimum", "printed-loss"),
        instances(EXPERIMENT),
        data=stored("section-5-4", "51f7480602ae220a"),
        words=INTERVAL_WORDS,
    ),
    Claim(
        "teacher-fits",
        "theorem-2",
        16,
        "on the outputs of a teacher a network of its widths reaches loss 0, the least there is",
        "teacher_fits",
        "Teacher",
        words=("Data",),
    ),
    Claim(
        "with-biases",
        "theorem-2",
        15,
        "2-1-1-1 with biases, 20 planted samples: strict local minimum, B(1), B(2) positive; split"
        " in both layers any number of times, local minima that are neither attracting nor of the"
        " smallest loss",
        "certified_minimum",
        "Certified",
        data=stored("with-biases", "c07b1510b97215bc"),
        words=INTERVAL_WORDS,
    ),
    Claim(
        "logarithm-minimum",
        "theorem-8",
        11,
        "1-1-1 at u = ln 2, v = 54/25, exactly: strict local minimum of loss 81/25, B positive,"
        " local minima after splitting, not the smallest loss",
        "exact_minimum",
        "Exact",
        data=stored("logarithm", "7416d5d7673953a2"),
        words=EXACT_WORDS,
    ),
    Claim(
        "logarithm-with-biases",
        "theorem-8",
        11,
        "1-1-1 with biases, incoming weights multiples of ln 2, exactly: strict local minimum, B"
        " positive, local minima after splitting, not the smallest loss",
        "exact_minimum",
        "Exact",
        data=stored("logarithm-with-biases", "b63709537f8e7773"),
        words=EXACT_WORDS,
    ),
)
