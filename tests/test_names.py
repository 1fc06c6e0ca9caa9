"""Names: no two classes of the product share one."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCT = ("kickoff", "warmer", "prescaler", "simulator", "operations", "guards")


def test_no_two_classes_have_one_name() -> None:
    """A private class is used in its own module only, so it may share a name."""
    places: dict[str, list[str]] = {}
    for path in sorted(path for room in PRODUCT for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                places.setdefault(node.name, []).append(place)
    shared = {name: found for name, found in places.items() if len(found) > 1}
    described = "\n".join(f"{name}: {', '.join(found)}" for name, found in shared.items())
    assert not shared, f"Give each class its specific name:\n{described}"
