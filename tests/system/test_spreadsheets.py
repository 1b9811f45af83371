"""Tables open well in spreadsheets: nothing in them runs, numbers stay numbers, and words keep their letters."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.system.spreadsheets import MARK, SIGNS, as_file, as_text, begins


@pytest.mark.parametrize("words", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=", "-", "+1_0"])
def test_words_that_would_run_are_made_plain(words: str) -> None:
    ((found,),) = csv.reader(io.StringIO(as_text([[words]]), newline=""))
    assert found == f"'{words}".replace("\r", "\n")


@pytest.mark.parametrize("value", [-1.5, -3, "-0.25", "+1e-05", "-inf", 0.1, True, None, "nan", "a=b", "x -1", ""])
def test_numbers_and_other_words_stay_as_they_are(value: object) -> None:
    written = as_text([[value, 1]]).removesuffix(",1\n")
    assert written == ("" if value is None else str(value))


@given(st.lists(st.lists(st.text(), min_size=1), min_size=1), st.sampled_from([",", "\t"]))
def test_no_cell_of_any_table_runs(rows: list[list[str]], delimiter: str) -> None:
    for row in csv.reader(io.StringIO(as_text(rows, delimiter), newline=""), delimiter=delimiter):
        for found in row:
            if found[:1] in SIGNS and found:
                float(found)


def test_a_lone_return_begins_no_row() -> None:
    assert len(as_text([["a\r=1+1"], ["b\r\n=1"]]).splitlines()) == 4
    assert [*csv.reader(io.StringIO(as_text([["a\r=1+1"]]), newline=""))] == [["a\n=1+1"]]


def test_a_spreadsheet_is_told_of_letters_beyond_ascii_alone() -> None:
    assert as_file([["a", "b"], [1, -2.5]]) == b"a,b\n1,-2.5\n"
    assert as_file([["a"], ["Größe"]]) == f"{MARK}a\nGröße\n".encode()
    assert as_file([["a"], ["\ud800"]]) == b"a\n?\n" or MARK.encode() in as_file([["a"], ["\ud800"]])
    assert all(begins(as_file([["program", word]]), b"program,") for word in ("a", "ä"))
    assert not begins(b"name,program,", b"program,")


def test_numbers_are_read_back_by_numpy() -> None:
    data = as_file([["name", "value"], ["Größe", -0.1], ["=A1", 2]])
    found = np.genfromtxt(io.BytesIO(data), delimiter=",", names=True, encoding="utf-8-sig", dtype=None)
    assert found.dtype.names == ("name", "value")
    assert found["value"].tolist() == [-0.1, 2.0]
