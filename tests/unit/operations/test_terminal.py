"""Tables on a terminal."""

import pytest
from rich.text import Text

from operations.terminal import console, text_table

_FROM_OUTSIDE = ["[/x]", "[bold]x[/]", "x [red]", "a :soccer: b", r"back\[slash"]


@pytest.mark.parametrize("cell", _FROM_OUTSIDE)
def test_a_cell_is_printed_as_it_is_written(capsys: pytest.CaptureFixture[str], cell: str) -> None:
    console().print(text_table(("fixture", "state"), [(cell, Text("good", style="red"))]))
    _, row = capsys.readouterr().out.splitlines()
    assert row.split() == [*cell.split(), "good"]
