"""Certificates of positive definite matrices: found exactly, and false ones refused by Coq."""

import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.core import InputError
from proofcheck.export.body import rational
from proofcheck.export.claims import logarithm_hessian
from proofcheck.export.definite import Certificate, DefiniteMatrix, coq_certificate, coq_rows
from proofcheck.export.library import Library, library_folder

MATRIX = logarithm_hessian()
WITNESS = MATRIX.certificate()


def combined(witness, size):
    """The matrix that a certificate stands for."""
    found = [[witness.shift if i == j else Fraction(0) for j in range(size)] for i in range(size)]
    for c, column in witness.squares:
        for i in range(size):
            for j in range(size):
                found[i][j] += c * column[i] * column[j]
    return tuple(map(tuple, found))


def test_the_matrix_is_the_hessian_of_the_loss():
    u, v = sympy.symbols("u v")
    f = sum((v / (1 + sympy.exp(-u * x)) - y) ** 2 for x, y in ((1, 0), (3, 3)))
    at = {u: sympy.log(2), v: sympy.Rational(54, 25)}
    exact = sympy.hessian(f, (u, v)).subs(at).applyfunc(sympy.nsimplify).applyfunc(sympy.simplify)
    assert exact == sympy.Matrix(2, 2, [sympy.Rational(x) for row in MATRIX.rows for x in row])


small = st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=3, max_size=3)


@given(small, st.integers(1, 4))
def test_a_certificate_gives_back_its_matrix(factor, shift):
    square = sympy.Matrix(factor)
    product = square * square.T + shift * sympy.eye(3)
    rows = tuple(tuple(Fraction(int(x)) for x in product.row(i)) for i in range(3))
    found = DefiniteMatrix(rows).certificate()
    assert found.shift > 0
    assert all(c >= 0 for c, _ in found.squares)
    assert combined(found, 3) == rows


@pytest.mark.parametrize("rows", [((1, 2), (2, 1)), ((1, 1), (1, 1)), ((0, 0), (0, 1))])
def test_what_is_not_definite_has_no_certificate(rows):
    matrix = DefiniteMatrix(tuple(tuple(map(Fraction, row)) for row in rows))
    with pytest.raises(InputError, match="positive definite"):
        matrix.certificate()


def test_rationals_as_coq_writes_them():
    assert rational(Fraction(-1, 2)) == "(-1 # 2)"
    assert coq_rows(DefiniteMatrix(((Fraction(1),),))) == "[[(1 # 1)]]"
    one = Certificate(Fraction(1), ((Fraction(2), (Fraction(3),)),))
    assert coq_certificate(one) == "Certificate (1 # 1) [((2 # 1), [(3 # 1)])]"


def mutants():
    """Pairs of a matrix and a certificate, each with one thing wrong."""
    rows = MATRIX.rows
    for i in range(2):
        for j in range(2):
            for wrong in (-rows[i][j], rows[i][j] + Fraction(1, 10**9), Fraction(0)):
                changed = [list(row) for row in rows]
                changed[i][j] = wrong
                yield DefiniteMatrix(tuple(map(tuple, changed))), WITNESS
    for factor in (Fraction(2**20), Fraction(-1), Fraction(0), Fraction(1, 2)):
        yield MATRIX, replace(WITNESS, shift=WITNESS.shift * factor)
    for k, (c, column) in enumerate(WITNESS.squares):
        without = WITNESS.squares[:k] + WITNESS.squares[k + 1 :]
        yield MATRIX, replace(WITNESS, squares=without)
        for square in ((-c, column), (c * 2**20, column), (c, column[::-1]), (c, column[:1])):
            if square != (c, column) and (k == 0 or square[1] != column[:1]):
                yield MATRIX, replace(WITNESS, squares=(*without[:k], square, *without[k:]))
    yield DefiniteMatrix(((Fraction(1), Fraction(2)), (Fraction(2), Fraction(1)))), WITNESS
    yield MATRIX, Certificate(Fraction(-1), WITNESS.squares)
    negative = DefiniteMatrix(tuple(tuple(-x for x in row) for row in rows))
    squares = tuple((-c, column) for c, column in WITNESS.squares)
    yield negative, Certificate(-WITNESS.shift, squares)


FALSE = list(mutants())


@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq's kernel saw no mutant")
def test_coq_refuses_every_mutant_and_accepts_the_certificate(tmp_path):
    assert len(FALSE) >= 20
    library = Library(library_folder())
    equation = "check 2 {} ({}) = true := eq_refl."
    lines = [
        "From Coq Require Import QArith List.",
        "From Proofcheck Require Import Sums Statements Forms Positive.",
        "Import ListNotations. Open Scope Q_scope.",
        f"Definition good : {equation.format(coq_rows(MATRIX), coq_certificate(WITNESS))}",
    ]
    for k, (matrix, witness) in enumerate(FALSE):
        text = equation.format(coq_rows(matrix), coq_certificate(witness))
        lines.append(f"Fail Definition false_{k} : {text}")
        lines.append(f"Definition refused_{k} : {text.replace('= true', '= false')}")
    sources = {n: library.sources[n] for n in ("Sums", "Statements", "Forms", "Positive")}
    for name, source in {**sources, "Mutants": "\n".join(lines) + "\n"}.items():
        (tmp_path / f"{name}.v").write_text(source)
        done = subprocess.run(
            ["coqc", "-Q", ".", "Proofcheck", "-w", "none", f"{name}.v"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
