from __future__ import annotations

import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from console.settings.toml_places import Place, nearest, places

TEXT = '''# c
a = 1
[defaults]
  user = "ops" # [x
list = [
  "x", # y = 3
  "z",
]
m = """
fake = 1
[fake]
"""
[[dc]]
name = "A"
 [[dc.group]]
 name = "g0"
 node = [ { name = "n" } ]
 [[dc.group]]
   [[dc.group.node]]
   "host" = 3
[[dc]]
[[dc.group]]
name="B0"
'''


def test_places() -> None:
    found = places(TEXT)
    assert tomllib.loads(TEXT)
    assert found == {
        ("a",): Place(2, 1),
        ("defaults",): Place(3, 1),
        ("defaults", "user"): Place(4, 3),
        ("defaults", "list"): Place(5, 1),
        ("defaults", "m"): Place(9, 1),
        ("dc", 0): Place(13, 1),
        ("dc", 0, "name"): Place(14, 1),
        ("dc", 0, "group", 0): Place(15, 2),
        ("dc", 0, "group", 0, "name"): Place(16, 2),
        ("dc", 0, "group", 0, "node"): Place(17, 2),
        ("dc", 0, "group", 1): Place(18, 2),
        ("dc", 0, "group", 1, "node", 0): Place(19, 4),
        ("dc", 0, "group", 1, "node", 0, "host"): Place(20, 4),
        ("dc", 1): Place(21, 1),
        ("dc", 1, "group", 0): Place(22, 1),
        ("dc", 1, "group", 0, "name"): Place(23, 1),
    }


def test_what_stands_in_an_inline_table_is_found_by_what_holds_it() -> None:
    assert nearest(places(TEXT), ("dc", 0, "group", 0, "node", 0, "name")) == Place(17, 2)
    assert nearest({}, ("nowhere",)) == Place(1, 1)


@example("[=]")
@given(st.text(alphabet="ab=[]{}\"'#\n .,1\\", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    lines = text.split("\n")
    assert all(1 <= place.line <= len(lines) for place in places(text).values())
