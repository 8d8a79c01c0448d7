"""Layers: lower never imports higher, and the core imports nothing but the standard library."""

import ast
import sys

from sources import ROOT, library, modules, offenders, tree

BELOW = {
    "core": (),
    "arithmetic": ("core",),
    "checker": ("core",),
    "networks": ("core", "arithmetic"),
    "symbolic": ("core", "arithmetic"),
    "paths": ("core", "arithmetic", "networks"),
    "search": ("core", "arithmetic", "networks", "symbolic", "paths"),
    "strategies": ("core", "arithmetic", "networks", "symbolic", "paths", "search"),
    "certificates": ("core", "arithmetic", "networks", "symbolic", "paths", "search", "checker"),
    "theorems": ("core", "arithmetic", "networks", "symbolic", "paths", "search", "certificates"),
    "runner": ("core", "arithmetic", "networks", "symbolic", "paths", "search", "certificates"),
    "hunt": ("core", "arithmetic", "networks", "symbolic", "search", "runner"),
    "export": ("core", "runner"),
    "report": ("core", "arithmetic", "checker", "certificates", "runner", "export"),
}
ALWAYS_ABOVE = ("cli",)


def imports(path):
    """Every absolute name that a file imports, wherever in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module if not node.level else f"relative.{node.module}"


def layer(imported):
    """The layer of an imported name; other packages have none."""
    parts = imported.split(".")
    if parts[0] == "theorems":
        return "theorems"
    return parts[1] if parts[0] == "proofcheck" and len(parts) > 1 else None


def own_layer(path):
    parts = path.relative_to(ROOT).parts
    return "theorems" if parts[0] == "theorems" else parts[1]


LAYERED = [path for path in library() if own_layer(path) in BELOW]


def higher(path):
    own = own_layer(path)
    allowed = {own, *BELOW[own]}
    return [i for i in imports(path) if layer(i) is not None and layer(i) not in allowed]


def test_lower_never_imports_higher():
    assert offenders(LAYERED, higher) == {}


def outside(path, own, *allowed):
    """What a file imports from outside the standard library and what is allowed."""
    found = {i for i in imports(path) if i.split(".")[0] not in sys.stdlib_module_names}
    return sorted(i for i in found if not i.startswith(own) and i not in allowed)


def test_the_core_imports_the_standard_library_only():
    core = modules("proofcheck/core")
    assert offenders(core, lambda path: outside(path, "proofcheck.")) == {}


def test_the_checker_imports_flint_and_the_errors_of_the_core_only():
    allowed = ("proofcheck.checker", "flint", "proofcheck.core.errors")
    assert offenders(modules("proofcheck/checker"), lambda path: outside(path, *allowed)) == {}


def test_imports_are_absolute():
    found = offenders(library(), lambda p: [i for i in imports(p) if i.startswith("relative.")])
    assert found == {}


def test_theorems_know_each_other_by_id_only():
    others = {p.stem for p in (ROOT / "theorems").glob("*.py") if not p.name.startswith("_")}

    def known(path):
        return others & {i.split(".")[1] for i in imports(path) if i.startswith("theorems.")}

    assert offenders(modules("theorems"), known) == {}


def test_every_folder_has_its_place():
    folders = {p.parent.name for p in (ROOT / "proofcheck").glob("*/__init__.py")}
    assert folders <= {*BELOW, "cli", "plugin"}


def test_the_table_has_no_cycle():
    order = list(BELOW)
    for own, below in BELOW.items():
        assert all(order.index(b) < order.index(own) for b in below)
        assert not set(below).intersection(ALWAYS_ABOVE)


def test_a_wrong_import_would_be_seen(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("def f():\n    from proofcheck.runner import engine\n    import sympy.core\n")
    assert [layer(i) for i in imports(path)] == ["runner", None]
    assert outside(path, "proofcheck.") == ["sympy.core"]
    assert outside(path, "proofcheck.checker", "sympy.core") == ["proofcheck.runner"]
