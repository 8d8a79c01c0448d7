"""The claims about paths of parameters: Lemmas 17 to 20 and Theorem 5."""

from __future__ import annotations

from proofcheck.core import scope
from proofcheck.export.claim import ALL, Claim

CLASS_A = scope("A", bias=("with bias",))

PATHS: tuple[Claim, ...] = (
    Claim(
        "lemma-17",
        "lemma-17",
        19,
        "activations span R^N: every path of the next pre-activations is realised, biases at rest",
        "lemma_17",
        "Lemma_20",
        ("start", "realised"),
        ALL,
    ),
    Claim(
        "lemma-18",
        "lemma-18",
        19,
        "a continuous path in the open image is the image of a continuous path",
        "lemma_18",
        "Lemma_20",
        scope=ALL,
    ),
    Claim(
        "lemma-19",
        "lemma-19",
        20,
        "full rank weights realise every path, activations in the open image, any open interval",
        "lemma_19",
        "Lemma_20",
        scope=ALL,
    ),
    Claim(
        "lemma-20-layer",
        "lemma-20",
        28,
        "every path of pre-activations of a later layer is realised; any depth and widths",
        "lemma_20_layer",
        "Lemma_20",
        scope=CLASS_A,
    ),
    Claim(
        "lemma-20",
        "lemma-20",
        20,
        "every continuous path of outputs is that of a continuous path of parameters",
        "lemma_20",
        "Lemma_20",
        scope=CLASS_A,
    ),
    Claim(
        "theorem-5-path",
        "theorem-5",
        9,
        "from spanning activations and full ranks a path leads to a global minimum, the loss"
        " being (1 - t)^2 times the first",
        "theorem_5_path",
        "Lemma_20",
        scope=CLASS_A,
    ),
    Claim(
        "sigmoid-onto",
        "lemma-18",
        19,
        "the sigmoid increases strictly, and its image is (0, 1)",
        "sigmoid_onto",
        "Lemma_20",
        scope=scope("sigmoid"),
    ),
)
