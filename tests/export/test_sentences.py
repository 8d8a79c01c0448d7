"""The second lock: sentences of a Coq source that could hide an assumption are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.export.sentences import defined, sentences, unproved
from tests.export.made_up_claims import BY_ID, LIBRARY, one

SUSPECT = [
    "Lemma a : b. Admitted.",
    "Lemma a : b. Proof. Admitted.",
    "Axiom a : b.",
    "Axioms a : b.",
    "Parameter a : b.",
    "Conjecture a : b.",
    "Variable a : False.",
    "Hypothesis a : False.",
    "Context {a : False}.",
    "Local Axiom a : b.",
    "#[local] Axiom a : b.",
    "Section A. End A. Variable a : False.",
    "Section A. End B. End A. Variable a : False.",
    "Module Classical_Prop. Variable classic : False. End Classical_Prop.",
    "Module Type T. Parameter a : False. End T.",
    "Module F (X : T). Axiom a : False. End F.",
    "Declare Module M : T.",
    "Include Type T.",
    "Unset Guard Checking.",
    "Unset  Universe\nChecking.",
    "Set Bypass.",
    "Local Unset Positivity Checking.",
    "#[bypass_check(guard)] Fixpoint f := f.",
    "Lemma a : b. Proof. Unset Guard Checking. easy. Qed.",
    'Declare ML Module "evil".',
    'Load "other".',
    'Add LoadPath "x" as Coq.',
    'Redirect "x" Print a.',
    "Require Import Other.",
    "From Elsewhere Require Import Other.",
    "From Coq Require Import Reals. Require Evil.",
    "Import Evil.",
    'Notation "x < y" := True.',
    'Infix "<" := always.',
    'Local Notation "x = y" := True.',
    "Coercion f : a >-> b.",
    "Canonical c := d.",
    "Obligation Tactic := idtac. Admit Obligations.",
    "Program Definition a : b := _.",
    "Instance a : b := c.",
    "Arguments f x : simpl never.",
    "Open Scope evil_scope.",
    "Opaque f.",
    "Goal False.",
    'Lemma a : b. Proof. #[global] Notation "x < y" := True. easy. Qed.',
    "Lemma a : b. Proof. - #[local] Axiom c : False. easy. Qed.",
    "Fixpoint f (n : nat) := n with loss (n : nat) := 0.",
    "Lemma a : b with loss : nat.",
    "Inductive a := A with loss := B.",
]


@pytest.mark.parametrize("source", SUSPECT)
def test_a_suspect_sentence_is_seen_and_not_in_a_comment(source):
    assert unproved(source)
    assert unproved(f"(* {source} *)") == []
    assert unproved(f"(* (* x *) {source} *) Definition a := b.") == []


@pytest.mark.parametrize("source", SUSPECT)
def test_strings_and_comments_hide_nothing(source):
    assert unproved(f'Definition s := "(*". {source}')
    assert unproved(f'Definition s := "a ""(*"" b". {source} Definition t := "*)".')
    assert unproved(f"(* a (* b *) c *) {source}")


@pytest.mark.parametrize(
    "source",
    [
        "Section A. Variable a : nat. Hypothesis b : a = a. End A.",
        "Section A. Section B. End B. Context {a : Type}. End A.",
        'Section A. Notation "a ~ b" := (rel a b) (at level 70). End A.',
        "Notation N := (num A).",
        "Module F := SpecificFloat StdZRadix2.",
        "Lemma a : b. Proof. - now apply c. + easy. { lia. } all: ring. 1-2: auto. Qed.",
        "From Coq Require Import Reals Lra. Import ListNotations. Open Scope R_scope.",
        "Fixpoint f n := match n with O => match m with O => a | S p => b end | S p => f p end.",
    ],
)
def test_what_the_library_is_written_with_is_let_through(source):
    assert unproved(source) == []


@pytest.mark.parametrize("name", list(LIBRARY.sources))
def test_no_suspect_sentence_in_the_library(name):
    assert unproved(LIBRARY.sources[name]) == []


@pytest.mark.parametrize("name", list(BY_ID))
def test_no_suspect_sentence_in_a_claim(name):
    assert unproved(one(name).source) == []


@given(st.lists(st.sampled_from(["Lemma a : b", "Proof", "exact (f a.b 1.5)", "Qed", 'x := "y."'])))
def test_sentences_are_found_between_comments(parts):
    source = "(* x. *) ".join(f"{part}.\n" for part in parts)
    assert list(sentences(source)) == parts


def test_the_names_that_a_source_defines():
    source = (
        "Section S. Notation P := (q). Definition a := 1. Variable v : nat. End S. "
        "Notation N := a. Record r := R { f : nat; g : nat }. Inductive i := C1 (x : nat) | C2. "
        "Fixpoint h n := n. Lemma l : True. Proof. easy. Qed. (* Definition no := 1. *)"
    )
    assert sorted(defined(source)) == sorted(["a", "N", "r", "R", "f", "g", "i", "C1", "C2", "h"])
