"""Made-up Coqs for the tests: what they answer, and what they saw."""

from proofcheck.export.audit import library_tasks
from proofcheck.export.build import compile_all
from proofcheck.export.claims import CLAIMS
from proofcheck.export.coqc import Compiled, Coqc
from proofcheck.export.library import Library, library_folder
from proofcheck.export.writer import exported, write_sources

LIBRARY = Library(library_folder())
BY_ID = {claim.id: claim for claim in CLAIMS}
REAL = "Axioms:\nClassicalDedekindReals.sig_forall_dec\n  : forall P,\n    P\n"


def one(name="lemma-a2"):
    """A claim as a Coq file."""
    return exported(BY_ID[name], LIBRARY)


def written(folder, *names):
    """Claims, written into a folder with the library."""
    files = [one(name) for name in names]
    write_sources(folder, LIBRARY, files)
    return files


def built(folder):
    """The library, compiled in a folder by the coqc of this machine."""
    write_sources(folder, LIBRARY, ())
    for name, found in compile_all(library_tasks(folder, LIBRARY, Coqc())):
        assert found.accepted, (name, found.output)
    return folder


class FakeCoq:
    """A coqc that says of every file what it is told to say, and remembers the order."""

    def __init__(self, accepted=True, output=REAL, **answers):
        self.answer, self.answers = Compiled(accepted, output), answers
        self.finished, self.sources = [], {}

    def version(self):
        return "8.16.1 made up"

    def compile(self, folder, file):
        path = folder / f"{file}.v"
        self.sources[file] = path.read_text() if path.is_file() else ""
        self.finished.append(file)
        return self.answers.get(file, self.answer)
