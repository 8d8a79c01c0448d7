"""Documents: every console command runs and prints what is shown; Python blocks are doctests."""

import doctest

import pytest
from sources import ROOT, name
from transcripts import Command, agrees, blocks, commands, in_order, run, saved_files

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
WITH_COMMANDS = [p for p in DOCUMENTS if any(commands(p.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=name)
def test_console_blocks_print_what_they_show(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    for done in in_order(text):
        if isinstance(done, Command):
            printed = run(done, tmp_path)
            assert "Traceback" not in printed
            assert agrees(done.shown, printed), f"$ {done.line}\n{printed}"
        else:
            file, content = done
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(content)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_python_blocks(path):
    text = path.read_text(encoding="utf-8")
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    for number, block in enumerate(blocks(text, "python")):
        compile(block if ">>>" not in block else "", name(path), "exec")
        runner.run(parser.get_doctest(block, {}, name(path), str(path), number))
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_inside_the_project_lead_somewhere(path):
    import re

    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_example_of_the_interface_is_short():
    text = (ROOT / "docs" / "module-interface.md").read_text(encoding="utf-8")
    source = saved_files(text)["lemmas/my_balance.py"]
    assert len([line for line in source.splitlines() if line]) < 40


SHOWN = "one 1.5 s\n...\nlast ... line\n"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("one 22.0 s\nlast and final line\n", True),
        ("one   1 s\nx\ny\nlast  line\n", False),
        ("one 1.5 s\nx\ny\nlast long line", True),
        ("two 1.5 s\nlast long line\n", False),
        ("one 1.5 s\nlast long line\nmore\n", False),
        ("", False),
    ],
)
def test_agreement(printed, expected):
    assert agrees(SHOWN, printed) is expected


def test_what_a_reader_does_comes_in_order():
    text = "```console\n$ a\n```\nSave this as `x`:\n\n```\n1\n```\n\n```console\n$ b\n```\n"
    assert list(in_order(text)) == [Command("a", ""), ("x", "1\n"), Command("b", "")]


def test_the_lemmas_of_the_tutorial_are_short():
    text = (ROOT / "docs" / "tutorial-lemma.md").read_text(encoding="utf-8")
    for source in saved_files(text).values():
        assert len([line for line in source.splitlines() if line]) <= 40


def test_commands_are_found():
    text = "x\n```console\n$ a b\n1\n2\n$ c\n```\n```sh\n$ d\n```\n"
    assert list(commands(text)) == [Command("a b", "1\n2\n"), Command("c", "")]
