"""The shape of the repository is a promise, held here."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "contract", "measures", "analyses", "studies", "app", "worker", "client", "supervisor", "demo"
)  # fmt: skip
ANALYSES = sorted(p.stem for p in (ROOT / "analyses").glob("[a-z]*.py"))
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if path.stem != "__init__"
)
VALUES_ONLY = {
    "contract/artifact.py",
    "contract/figure.py",
    "contract/interventions.py",
    "contract/model_card.py",
    "contract/model_run.py",
    "contract/progress.py",
}


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def test_imports_point_down():
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", ANALYSES)
def test_analyses_do_not_know_each_other(name):
    tree = ast.parse((ROOT / "analyses" / f"{name}.py").read_text())
    named = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    named += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    assert [each for each in named if each.split(".")[0] == "analyses"] == []


def test_the_web_side_starts_without_torch():
    code = "import sys, app.main, supervisor, client.cli; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_has_all_its_companions(name):
    for companion in (
        f"templates/analyses/{name}.html",
        f"static/views/{name}.js",
        f"tests/analyses/test_{name}.py",
        f"docs/analyses/{name}.md",
    ):
        assert (ROOT / companion).is_file(), companion


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_has_its_same_named_test(path):
    inside = path.relative_to(ROOT)
    if str(inside) in VALUES_ONLY or path.stem == "__main__":
        return
    nested = ROOT / "tests" / inside.parent / f"test_{path.stem}.py"
    flat = ROOT / "tests" / inside.parts[0] / f"test_{path.stem}.py"
    assert nested.is_file() or flat.is_file(), f"{inside} has no test_{path.stem}.py"


def test_files_stay_small():
    sizes = {str(path.relative_to(ROOT)): length(path) for path in MODULES}
    assert {name: lines for name, lines in sizes.items() if lines > 300} == {}
    assert statistics.median(sizes.values()) <= 120


def test_scripts_and_styles_stay_small():
    files = [p for kind in ("*.js", "*.css", "*.html") for p in (ROOT / "static").rglob(kind)]
    files += (ROOT / "templates").rglob("*.html")
    assert {str(p.relative_to(ROOT)): length(p) for p in files if length(p) > 300} == {}


def test_functions_stay_short():
    sizes = sorted(
        (f.end_lineno or f.lineno) - f.lineno + 1 for path in MODULES for f in functions(path)
    )
    assert statistics.median(sizes) <= 9
    assert sizes[int(len(sizes) * 0.95)] <= 40


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_and_public_class_says_what_it_is_for(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the module has no docstring"
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_nothing_large_is_tracked_but_the_weights():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\0")
    sizes = {n: (ROOT / n).stat().st_size for n in tracked if n and (ROOT / n).is_file()}
    weights = {n for n in sizes if n.startswith("demo/weights/") and n.endswith(".safetensors")}
    assert sum(sizes[name] for name in weights) <= 12_000_000
    assert [n for n, s in sizes.items() if s > 10_000_000 and n not in weights] == []
