"""Tiny exact cases for every kind of certificate; a 1-1-1 network on nine samples, and its splits.

Labels are planted, so the parameters are exactly critical; the free residuals are short decimals
near those that make B the identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from flint import fmpq
from user_files import SOURCES

from proofcheck.certificates.finders import Spot
from proofcheck.certificates.flagships import source
from proofcheck.certificates.widening import apart, saddle_nearby, split
from proofcheck.certificates.writer import Json, Problem, entries, network_json, planted, sealed
from proofcheck.checker import Report, verify
from proofcheck.checker.fields import Network

INPUTS = tuple((x,) for x in range(-4, 5))
PIVOTS = (2, 6, 7, 9)
FREE = ("0.24609", "-0.23047", "-0.18372", "0.20180", "-0.15655")


def exact(text: str) -> fmpq:
    """Return p/q or a decimal as an exact number."""
    whole, _, denominator = text.partition("/")
    digits, _, decimals = whole.partition(".")
    size = fmpq(int(digits + decimals), 10 ** len(decimals))
    return size / int(denominator) if denominator else size


def rows(text: str) -> list[list[fmpq]]:
    """Return the rows of a matrix written with semicolons."""
    return [[exact(word) for word in row.split()] for row in text.split(";")]


def network(*layers: str, bias: bool = True, activation: str = "sigmoid") -> Network:
    """Return a network, layers as text, the bias first."""
    return Network(activation, bias, tuple(rows(layer) for layer in layers))


SMALL = network("-2 1.5", "4.5 -12")


@cache
def spot(sign: int = 1, small: Network = SMALL) -> Spot:
    """Return the planted point; sign -1 turns the residual, and B, around."""
    free = [sign * exact(x) for x in FREE]
    return Spot(small, Problem(INPUTS, planted(small, PIVOTS, free)), "0")


def shares(lam: str, times: int = 1) -> list[fmpq]:
    """Return the shares that so many splittings with lambda leave."""
    kept, out = fmpq(1), []
    for _ in range(times):
        out.append(exact(lam) * kept)
        kept *= 1 - exact(lam)
    return [kept, *out]


def wide(lam: str = "1/3", times: int = 1, sign: int = 1) -> Spot:
    """Return the point after splitting neuron 1."""
    at = spot(sign)
    return replace(at, network=split(at.network, 1, 1, shares(lam, times)))


@cache
def deep(name: str = "two-layers-with-biases") -> Spot:
    """Return a stored planted minimum with two hidden layers, exactly critical."""
    return Spot(*source(SOURCES, name), "0")


def deep_wide(parts: Mapping[tuple[int, int], str], name: str = "two-layers-with-biases") -> Spot:
    """Return it with (layer, neuron) split once, with the given lambda."""
    at = deep(name)
    for (level, neuron), lam in parts.items():
        at = replace(at, network=split(at.network, level, neuron, shares(lam)))
    return at


def non_attracting(at: Spot, lam: str = "-1") -> Json:
    """Return a certificate with the saddle that the last twin reaches at lambda."""
    share = exact(lam)
    saddle = saddle_nearby(at.network, 1, 1, share)
    direction = entries(apart(at.network, 1, 1, share))
    found = {"saddle": network_json(saddle), "direction": direction}
    return at.certificate("non-attracting", dimension=at.merged.dimension, **found)


def judged(found: Json, **witness: Any) -> Report:
    """Return the report on a certificate, some fields of its witness changed, sealed again."""
    return verify(sealed({**found, "witness": {**found["witness"], **witness}}))


def accepted(found: Json, **witness: Any) -> bool:
    """Return whether it is accepted."""
    return judged(found, **witness).accepted
