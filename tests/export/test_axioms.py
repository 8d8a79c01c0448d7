"""What `Print Assumptions` printed, and which axioms are on the list."""

import shutil

import pytest

from proofcheck.export.axioms import FOLDERS, T0, axioms_in, required, same_as_coqs, tier_of
from proofcheck.export.coqc import Coqc
from tests.export.made_up_claims import REAL


@pytest.mark.parametrize(
    ("output", "axioms"),
    [
        (REAL, ("ClassicalDedekindReals.sig_forall_dec",)),
        ("Closed under the global context\n", ()),
        ("", None),
        ("something else\n", None),
        ("a warning\n" + REAL, None),
        (REAL + REAL, None),
        ("Closed under the global context\n" + REAL, None),
        (REAL + "Closed under the global context\n", (T0[1], "Closed")),
        ("Axioms:\nf is assumed to be guarded.\n", ("f",)),
        ("Axioms:\nI is assumed to be positive.\n", ("I",)),
        ("Axioms:\nc relies on an unsafe hierarchy.\n", ("c",)),
    ],
)
def test_printed_assumptions(output, axioms):
    assert axioms_in(output) == axioms


@pytest.mark.parametrize(
    ("axioms", "tier"),
    [
        ([], "T0"),
        (T0, "T0"),
        ([*T0, "PrimInt63.add"], "T1"),
        (["PrimFloat.add", "PrimInt63.add"], "T2"),
        ([*T0, "Claim.mine"], None),
        (["classic"], None),
        (["Mine.Classical_Prop.classic"], None),
        (["Classical_Prop.classic_"], None),
        (["PrimInt63"], None),
        (["PrimInt63.Mine.evil"], None),
        (["PrimInt63_.add"], None),
        (["Mine.PrimInt63.add"], None),
    ],
)
def test_tiers(axioms, tier):
    assert tier_of(axioms) == tier


def test_every_module_with_axioms_has_its_folder_in_coq():
    assert {name.partition(".")[0] for name in T0} <= set(FOLDERS)
    text = same_as_coqs([*T0, "PrimInt63.add"])
    for name in T0:
        assert f"@{name} = @Coq." in text
    assert "@PrimInt63.add = @Coq.Numbers.Cyclic.Int63.PrimInt63.add" in text
    assert "Require" not in text
    assert required(T0).count("Require") == 3


PLANTS = {
    "a module of the same name": (
        "Module Classical_Prop.\nVariable classic : False.\nEnd Classical_Prop.\n",
        "Classical_Prop.classic",
        "refused",
    ),
    "a module named as machine integers": (
        "Module PrimInt63.\nVariable add : False.\nEnd PrimInt63.\n",
        "PrimInt63.add",
        "refused",
    ),
    "an axiom in a functor": (
        "Module Type S. Parameter n : nat. End S.\nModule G (X : S). Axiom e : False. End G.\n"
        "Module X. Definition n := 0. End X.\nModule M := G X.\n",
        "M.e",
        "listed",
    ),
    "an axiom behind a module type": (
        "Module Type S. Axiom e : False. End S.\nDeclare Module M : S.\n",
        "M.e",
        "listed",
    ),
    "a lemma that is admitted": ("Lemma e : False.\nAdmitted.\n", "e", "listed"),
    "a fixpoint that does not end": (
        "Unset Guard Checking.\nFixpoint f (n : nat) : False := f n.\nDefinition e := f 0.\n",
        "e",
        "listed",
    ),
}


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq's kernel saw no plant")
@pytest.mark.parametrize("plant", list(PLANTS))
def test_coq_shows_every_planted_axiom(plant, tmp_path):
    source, name, seen = PLANTS[plant]
    body = (
        f"From Coq Require Import Reals.\n{source}Lemma bad : False.\nProof. exact {name}. Qed.\n"
    )
    (tmp_path / "Plant.v").write_text(f"{body}Print Assumptions bad.\n")
    found = Coqc().compile(tmp_path, "Plant")
    assert found.accepted
    axioms = axioms_in(found.output)
    assert axioms
    if seen == "listed":
        assert tier_of(axioms) is None
    else:
        assert tier_of(axioms) is not None
        (tmp_path / "Same.v").write_text(required(axioms) + "\n" + body + same_as_coqs(axioms))
        assert not Coqc().compile(tmp_path, "Same").accepted


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq compared no axiom")
def test_coqs_own_axioms_are_the_same(tmp_path):
    primitives = ["PrimInt63.add", "PrimFloat.add", "Uint63.of_to_Z", "FloatAxioms.Prim2SF_SF2Prim"]
    names = [*T0, *primitives]
    (tmp_path / "Same.v").write_text(f"{required(names)}\n{same_as_coqs(names)}\n")
    found = Coqc().compile(tmp_path, "Same")
    assert found.accepted, found.output
