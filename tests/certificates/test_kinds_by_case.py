"""Every kind of certificate: one tiny case that is accepted, and variants that are false.

False variants are sealed again, digest and words included, so that only the proof can refuse them.
"""

from dataclasses import replace

import pytest
from flint import arb, ctx, fmpq
from tiny import (
    FREE,
    INPUTS,
    PIVOTS,
    SMALL,
    accepted,
    deep,
    deep_wide,
    exact,
    judged,
    network,
    non_attracting,
    spot,
    wide,
)

from proofcheck.certificates.finders import Spot
from proofcheck.certificates.flagships import fitted_to
from proofcheck.certificates.widening import apart
from proofcheck.certificates.writer import (
    Problem,
    certificate,
    entries,
    network_json,
    planted,
    sealed,
)
from proofcheck.checker import KINDS, verify
from proofcheck.core import InputError

CHAIN = network("0.3 0.7", "0.1 1.2", "0.2 -0.4")


def spoilt(found, *path, value):
    """The certificate with another value at a path, sealed again."""
    if not path:
        return value
    inner = spoilt(found[path[0]], *path[1:], value=value)
    if isinstance(found, list):
        return [*found[: path[0]], inner, *found[path[0] + 1 :]]
    return {**found, path[0]: inner}


def refused(found, *path, value):
    """Refused by the proof, with a reason, or not even well-formed."""
    try:
        report = verify(sealed(spoilt(found, *path, value=value)))
    except InputError:
        return True
    assert report.accepted or report.reason
    return not report.accepted


WEIGHT = ("network", "layers", 0, "weights", 0, 0)
FREE_ONE = ("data", "labels", "planted", "free", 0)


class TestCriticalPoint:
    found = spot().certificate("critical-point")

    def test_accepted(self):
        assert accepted(self.found)
        assert accepted(self.found, loss=["0", "1000"])
        assert accepted(wide("-3").certificate("critical-point"))

    @pytest.mark.parametrize("loss", [["0.26", "1"], ["0", "0.25"], ["0.2522", "0.25219"]])
    def test_a_loss_outside_the_bounds_is_refused(self, loss):
        assert refused(self.found, "witness", "loss", value=loss)

    @pytest.mark.parametrize("weight", ["1.5000000001", "-1.5", "1"])
    def test_parameters_beside_the_planted_point_are_refused(self, weight):
        assert refused(self.found, *WEIGHT, value=weight)

    def test_krawczyk_finds_the_point_and_refuses_other_boxes(self):
        """The same point, labels given in decimals: critical within 1e-20, nowhere else."""
        with ctx.workprec(212):
            labels = [y.mid().str(60, radius=False) for y in spot().labels]
        problem = Problem(INPUTS, {"values": [plain(y) for y in labels]})
        at = Spot(SMALL, problem, "1e-20")
        assert accepted(at.certificate("critical-point"))
        assert accepted(at.certificate("local-minimum"))
        assert not accepted(at.certificate("critical-point"), radius="1e-300")
        moved = replace(at, network=network("-2 1.5001", "4.5 -12"))
        assert not accepted(moved.certificate("critical-point"))


def plain(text):
    """A decimal without an exponent sign that the format does not admit."""
    return text.replace("e+", "e")


class TestNotCritical:
    network = network("-2 1.6", "4.5 -12")
    found = certificate(
        "not-critical", network, spot().problem, {"radius": "0.001", "place": [1, 1, 1]}
    )

    def test_accepted(self):
        assert accepted(self.found)

    @pytest.mark.parametrize("radius", ["0.5", "1"])
    def test_a_box_that_holds_the_critical_point_is_refused(self, radius):
        assert not accepted(self.found, radius=radius)

    @pytest.mark.parametrize("place", [[1, 1, 0], [1, 1, 1], [2, 1, 0], [2, 1, 1]])
    def test_at_the_critical_point_no_place_will_do(self, place):
        at = certificate("not-critical", SMALL, spot().problem, {"radius": "1e-9", "place": place})
        assert not verify(at).accepted


class TestLocalMinimum:
    found = spot().minimum()

    def test_accepted(self):
        assert self.found["kind"] == "local-minimum"
        assert accepted(self.found)
        assert accepted(spot(-1).minimum())

    def test_a_split_point_is_refused_for_its_kernel(self):
        at = wide("1/3")
        report = verify(at.certificate("local-minimum"))
        assert not report.accepted
        assert "singular" in report.reason

    @pytest.mark.parametrize("scale", [-(10**5), -(10**8)])
    def test_a_large_residual_makes_it_a_saddle(self, scale):
        """Critical for every multiple of the residual; the Hessian is definite for small ones."""
        free = [scale * exact(x) for x in FREE]
        at = Spot(SMALL, Problem(INPUTS, planted(SMALL, PIVOTS, free)), "0")
        assert accepted(at.certificate("critical-point"))
        assert not accepted(at.certificate("local-minimum"))
        assert accepted(at.saddle(at.lowest()))

    def test_other_free_residuals_are_another_true_statement_about_another_loss(self):
        changed = spoilt(self.found, *FREE_ONE, value="0.24608")
        assert refused(self.found, *FREE_ONE, value="0.3")
        assert not verify(sealed(changed)).accepted
        assert accepted(sealed(changed), loss=["0.2", "0.3"])


class TestDegenerateMinimum:
    found = wide("1/3", 2).minimum()

    def test_accepted(self):
        assert (self.found["kind"], self.found["witness"]["dimension"]) == ("degenerate-minimum", 2)
        assert accepted(self.found)
        assert accepted(deep_wide({(1, 1): "1/2", (2, 1): "1/4"}).minimum())

    @pytest.mark.parametrize("dimension", [1, 3, 10])
    def test_another_dimension_is_refused(self, dimension):
        assert not accepted(self.found, dimension=dimension)

    @pytest.mark.parametrize("lam", ["-1/2", "3/2", "0", "1"])
    def test_outside_the_open_interval_there_is_no_minimum_to_prove(self, lam):
        assert not accepted(wide(lam).minimum())

    @pytest.mark.parametrize(("lam", "is_minimum"), [("-1/2", True), ("3/2", True), ("1/3", False)])
    def test_with_a_negative_definite_B_it_is_the_other_way_round(self, lam, is_minimum):
        assert accepted(wide(lam, sign=-1).minimum()) is is_minimum

    def test_nothing_merged_is_no_degenerate_minimum(self):
        at = spot().certificate("degenerate-minimum", dimension=1)
        assert not accepted(at)

    def test_a_network_that_is_no_splitting_of_the_planted_one_is_refused(self):
        layers = [[list(row) for row in layer] for layer in wide("1/3").network.layers]
        layers[1][0][1] += fmpq(1, 10**6)
        assert not accepted(
            replace(wide("1/3"), network=replace(SMALL, layers=tuple(layers))).minimum()
        )


class TestGlobalMinimum:
    fitted = certificate(
        "global-minimum",
        CHAIN,
        Problem(INPUTS, {"teacher": network_json(CHAIN)}),
        {},
    )
    constant = certificate(
        "global-minimum",
        network("0 0", "3 0"),
        Problem(INPUTS, {"values": ["3"] * 9}),
        {},
    )

    def test_accepted(self):
        assert verify(self.constant).accepted

    def test_enclosed_residuals_around_0_prove_nothing(self):
        """The network is its own teacher, but outputs are balls: not exactly 0."""
        assert not verify(self.fitted).accepted

    @pytest.mark.parametrize("label", ["3.0000000000000000000000001", "-3", "0"])
    def test_another_label_is_refused(self, label):
        assert refused(self.constant, "data", "labels", "values", 4, value=label)

    def test_another_weight_is_refused(self):
        assert refused(self.constant, "network", "layers", 1, "weights", 0, 0, value="1e-30")


class TestSaddle:
    at = wide("3/2")
    direction = entries(apart(at.network, 1, 1, exact("3/2")))
    found = at.certificate("saddle", direction=direction)

    def test_accepted(self):
        assert accepted(self.found)
        found_by_eigenvectors = self.at.saddle(self.at.lowest())
        assert accepted(found_by_eigenvectors)

    def test_a_direction_of_positive_curvature_is_refused(self):
        assert not accepted(self.found, direction=[[2, 1, 0, "1"]])

    def test_a_degenerate_direction_is_refused(self):
        kernel = [[2, 1, 1, "1"], [2, 1, 2, "-1"]]
        assert not accepted(self.found, direction=kernel)

    def test_inside_the_interval_the_same_direction_is_refused(self):
        at = wide("1/3")
        direction = entries(apart(at.network, 1, 1, exact("1/3")))
        assert not accepted(at.certificate("saddle", direction=direction))

    def test_where_the_output_weight_feels_nothing_no_saddle_is_claimed(self):
        """U = v = 0 in a tanh network: critical, d'Hd < 0, but no growth along v is proved."""
        net = network("0", "0", bias=False, activation="tanh")
        problem = Problem(((1,), (2,)), {"values": ["1", "1"]})
        at = Spot(net, problem, "1e-20")
        assert accepted(at.certificate("critical-point"))
        found = at.certificate("saddle", direction=[[1, 1, 1, "1"], [2, 1, 1, "1"]])
        report = verify(found)
        assert not report.accepted
        assert "output weight" in report.reason

    def test_a_minimum_has_no_such_direction(self):
        for place in ([1, 1, 0], [1, 1, 1], [2, 1, 0], [2, 1, 1]):
            found = spot().certificate("saddle", direction=[[*place, "1"]])
            assert not accepted(found)


class TestSaddleAtTheEnd:
    at = wide("0")
    found = at.certificate("saddle-at-the-end", twin=[1, 2], partner=1, direction=["0", "1"])

    def test_accepted(self):
        assert accepted(self.found)
        other = wide("1").certificate(
            "saddle-at-the-end", twin=[1, 1], partner=2, direction=["1", "1"]
        )
        assert accepted(other)

    @pytest.mark.parametrize(
        "changes",
        [
            {"partner": 2},
            {"partner": 3},
            {"twin": [1, 1], "partner": 2},
            {"direction": ["0", "0"]},
            {"direction": ["1"]},
            {"direction": ["0", "1", "0"]},
        ],
        ids=str,
    )
    def test_other_twins_partners_and_directions_are_refused(self, changes):
        assert not accepted(self.found, **changes)

    @pytest.mark.parametrize("lam", ["1/3", "1e-30", "-2"])
    def test_a_twin_that_sends_something_is_refused(self, lam):
        lam = "1/1000000000000000000000000000000" if lam == "1e-30" else lam
        at = wide(lam).certificate(
            "saddle-at-the-end", twin=[1, 2], partner=1, direction=["0", "1"]
        )
        report = verify(at)
        assert not report.accepted
        assert "sends something" in report.reason

    def test_a_neuron_without_a_partner_is_refused(self):
        rows = network("-2 1.5; -2 1.4", "4.5 -12 0")
        at = replace(self.at, network=rows)
        found = at.certificate("saddle-at-the-end", twin=[1, 2], partner=1, direction=["0", "1"])
        assert "different incoming weights" in verify(found).reason


class TestNeuron:
    found = spot().neuron(1, 1)

    def test_accepted(self):
        assert (self.found["witness"]["B"], self.found["witness"]["D"]) == (
            "positive-definite",
            "zero",
        )
        assert accepted(self.found)
        negative = spot(-1).neuron(1, 1)
        assert negative["witness"]["B"] == "negative-definite"
        assert accepted(negative)

    @pytest.mark.parametrize(
        "changes",
        [
            {"B": "negative-definite"},
            {"B": "indefinite"},
            {"B": "indefinite", "vectors": [["1", "0"], ["0", "1"]]},
            {"vectors": [["1", "0"]]},
            {"D": "nonzero"},
        ],
        ids=str,
    )
    def test_other_signs_are_refused(self, changes):
        assert not accepted(self.found, **changes)

    def test_an_indefinite_B_needs_its_two_vectors_in_order(self):
        free = ["0.5", "0.1", "-0.3", "0.2", "0.4"]
        at = Spot(SMALL, Problem(INPUTS, planted(SMALL, PIVOTS, [exact(x) for x in free])), "0")
        found = at.neuron(1, 1)
        assert found["witness"]["B"] == "indefinite"
        assert accepted(found)
        first, second = found["witness"]["vectors"]
        assert not accepted(found, vectors=[second, first])
        assert not accepted(found, vectors=[first, first])

    def test_D_that_is_planted_is_zero_and_D_that_is_not_is_seen_not_to_be(self):
        at = deep("vanishing-D")
        planted_one, other = at.neuron(1, 1), at.neuron(2, 1)
        assert accepted(planted_one)
        assert accepted(other)
        assert not accepted(planted_one, D="nonzero")

    def test_D_is_not_zero_by_a_word(self):
        """Two neurons above and nothing planted: refused, whatever D may be."""
        at = deep("vanishing-D")
        labels = {**at.problem.labels["planted"], "d_zero": []}
        labels["pivots"] = labels["pivots"][: at.network.size]
        count = len(at.problem.inputs) - at.network.size
        labels["free"] = (labels["free"] * 9)[:count]
        free = Spot(at.network, Problem(at.problem.inputs, {"planted": labels}), "0")
        found = free.neuron(1, 1)
        assert found["witness"]["D"] == "nonzero"
        assert not accepted(found, D="zero")


class TestSuboptimal:
    better = network("0 0", "0 0")
    at = spot()

    def certificate(self, better):
        return self.at.suboptimal(better)

    def mean(self):
        """The constant network with the mean label."""
        with ctx.workprec(106):
            total = sum(self.at.labels, arb(0)) / 9
            return network("0 0", f"{total.mid().str(12, radius=False)} 0")

    def test_accepted_where_nine_neurons_fit_nine_samples(self):
        at = wide("1/3", 8)
        better = fitted_to(at.problem, at.network, at.network.widths)
        assert accepted(at.suboptimal(better))

    def test_the_constant_network_is_not_better(self):
        assert not accepted(self.certificate(self.mean()))

    @pytest.mark.parametrize("better", [SMALL, network("-2 1.5", "4.5 -11.9")])
    def test_networks_with_no_smaller_loss_are_refused(self, better):
        assert not accepted(self.certificate(better))

    @pytest.mark.parametrize(
        "better",
        [
            network("0 0; 0 0", "0 0 0"),
            network("0 0", "0 0", "0 0"),
            network("0 0", "0 0", activation="tanh"),
            network("0 0 0", "0 0"),
        ],
        ids=["wider", "deeper", "activation", "inputs"],
    )
    def test_other_architectures_are_refused(self, better):
        report = judged(self.certificate(SMALL), better=network_json(better))
        assert not report.accepted

    def test_there_is_no_teacher_to_name(self):
        report = judged(self.certificate(SMALL), better="teacher")
        assert "no teacher" in report.reason


class TestNonAttracting:
    found = non_attracting(wide("1/3"))

    def test_accepted(self):
        assert accepted(self.found)
        assert accepted(non_attracting(wide("1/4", 2), "3/2"))
        assert accepted(non_attracting(deep_wide({(1, 1): "1/2"})))

    def test_a_saddle_inside_the_interval_is_refused(self):
        assert not accepted(non_attracting(wide("1/3"), "1/2"))

    def test_a_saddle_off_the_critical_set_is_refused(self):
        other = network_json(network("-2 1.5; -2 1.4", "4.5 -24 12"))
        assert not accepted(self.found, saddle=other)

    def test_the_mirrored_minimum_is_another_region(self):
        """sigma(-z) = 1 - sigma(z): the same function, critical, but not in the same set."""
        with ctx.workprec(212):
            labels = [y.mid().str(60, radius=False) for y in spot().labels]
        problem = Problem(INPUTS, {"values": labels})
        at = Spot(wide("1/3").network, problem, "1e-20")
        assert accepted(non_attracting(at))
        mirrored = replace(at, network=network("2 -1.5; 2 -1.5", "-7.5 8 4"))
        elsewhere = non_attracting(mirrored)
        assert accepted(elsewhere)
        found = non_attracting(at)
        saddle, direction = (elsewhere["witness"][key] for key in ("saddle", "direction"))
        report = judged(found, saddle=saddle, direction=direction)
        assert not report.accepted
        assert "does not lie in the critical set" in report.reason

    def test_the_minimum_itself_is_no_saddle(self):
        assert not accepted(self.found, saddle=self.found["network"])

    def test_another_direction_is_refused(self):
        assert not accepted(self.found, direction=[[2, 1, 0, "1"]])


class TestStructuralMinimum:
    at = deep()

    def test_accepted(self):
        """1-1-1 split to a million neurons, against nine that fit the nine samples."""
        nine = fitted_to(spot().problem, SMALL, (1, 9, 1))
        found = spot().certificate("structural-minimum", widths=[10**6], better=network_json(nine))
        assert accepted(found)
        assert "dimension 999999" in judged(found).claim
        assert accepted(found, widths=[9])
        assert not accepted(found, widths=[8])

    def test_another_architecture_is_refused(self):
        at = deep("vanishing-D")
        found = at.certificate("structural-minimum", widths=[5, 5], better=network_json(at.network))
        assert "not a chain" in verify(found).reason

    def test_a_network_that_is_not_better_is_refused(self):
        found = self.at.certificate(
            "structural-minimum", widths=[5, 5], better=network_json(self.at.network)
        )
        report = verify(found)
        assert not report.accepted
        assert "better network" in report.reason

    def test_a_chain_with_B_of_the_wrong_sign_is_refused(self):
        found = spot(-1).certificate("structural-minimum", widths=[5], better=network_json(SMALL))
        assert "B(1)" in verify(found).reason


def test_the_kinds_that_are_tested_here():
    tested = {name[4:] for name in globals() if name.startswith("Test")}
    names = {"".join(part.capitalize() for part in kind.split("-")) for kind in KINDS}
    assert tested <= names
    assert len(tested) == 11


@pytest.mark.parametrize("bits", [8, 16, 30])
def test_low_precision_only_loses_proofs(bits):
    for found in (spot().minimum(), wide("1/3", 2).minimum(), TestSaddle.found):
        assert verify(found).accepted
        assert not verify(found, bits=(2,)).accepted
        report = verify(found, bits=(bits, 106))
        assert report.accepted


def test_claims_name_the_numbers_of_the_witness():
    report = judged(wide("1/3", 2).minimum())
    assert "dimension 2" in report.claim
    assert "1-3-1 sigmoid network with biases (10 parameters) on 9 samples" in report.claim
    low, high = wide("1/3", 2).minimum()["witness"]["loss"]
    assert f"between {low} and {high}" in report.claim
