"""Folders of theorem modules, each a world of its own.

The modules of a folder import their helpers by plain names, `from _helper import x`. Two folders
may have helpers of one name, so every folder becomes a package with a name of its own, and an
import inside it looks beside the importing module first; the standard library and proofcheck
cannot be hidden. Nothing is put on `sys.path`, and nothing is compiled from a cache.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

PREFIX = "proofcheck_modules_"
NEVER_HIDDEN = {*sys.stdlib_module_names, "proofcheck"}


def import_file(path: Path) -> ModuleType:
    """Return the module of a file, imported into the package of its folder."""
    package = _package(path.parent)
    name = f"{package}.{path.stem.replace('.', '_')}"
    return sys.modules.get(name) or _executed(name, path)


class _Loader(SourceFileLoader):
    """Compiles the source as it is, and gives the module an import that looks beside it first."""

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of the source file; bytecode may be older than its time stamp says."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the imports of its folder."""
        package = module.__name__.partition(".")[0]
        imports = _imports(package, Path(sys.modules[package].__path__[0]))
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": imports}
        super().exec_module(module)


class _Finder(MetaPathFinder):
    """Finds the modules of folders, whatever the caches of `importlib` believe."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module of a folder is; `None` for all others."""
        if not fullname.startswith(PREFIX):
            return None
        for place in path or ():
            for file in _files(Path(place), fullname.rpartition(".")[2]):
                return _spec(fullname, file)
        return None


def _files(folder: Path, name: str) -> Iterator[Path]:
    candidates = (folder / name / "__init__.py", folder / f"{name}.py")
    return (file for file in candidates if file.is_file())


def _spec(name: str, file: Path) -> ModuleSpec:
    places = [str(file.parent)] if file.name == "__init__.py" else None
    loader = _Loader(name, str(file))
    spec = spec_from_file_location(name, file, loader=loader, submodule_search_locations=places)
    if spec is None:
        raise ImportError(f"not a Python file: {file.name}")
    return spec


def _package(folder: Path) -> str:
    """Return the name of the package of a folder, and make it if it is not there yet."""
    folder = folder.resolve()
    name = PREFIX + sha256(str(folder).encode()).hexdigest()[:12]
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    if name not in sys.modules:
        if (folder / "__init__.py").is_file():
            _executed(name, folder / "__init__.py")
        else:
            sys.modules[name] = ModuleType(name, f"The modules of {folder}.")
            sys.modules[name].__path__ = [str(folder)]
    return name


def _executed(name: str, file: Path) -> ModuleType:
    spec = _spec(name, file)
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)  # type: ignore[union-attr]
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _imports(package: str, folder: Path) -> Callable[..., ModuleType]:
    """Return the import function of the modules of a folder."""

    def inside(name: str) -> str | None:
        head, _, rest = name.partition(".")
        if head in NEVER_HIDDEN:
            return None
        if any(_files(folder, head)):
            return f"{package}.{name}"
        itself = head == folder.name and (folder / "__init__.py").is_file()
        return f"{package}.{rest}".rstrip(".") if itself else None

    def imports(
        name: str,
        globals_: Mapping[str, Any] | None = None,
        locals_: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        target = inside(name) if level == 0 else None
        if target is None:
            return builtins.__import__(name, globals_, locals_, fromlist, level)
        if fromlist:
            return builtins.__import__(target, globals_, locals_, fromlist, 0)
        import_module(target)
        return sys.modules[str(inside(name.partition(".")[0]))]

    return imports
