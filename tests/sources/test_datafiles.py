"""YAML files that people write: every error names its file and line, hostile files are bounded."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict
from spoken import english_in

from monitor.datafiles import load_model, read_yaml, validate
from monitor.errors import DataFileError
from monitor.publish.failures import say_failure


class Band(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    low: int
    high: int


class Bands(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    bands: tuple[Band, ...] = ()


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "bands.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    path = written(tmp_path, "name: 价格\nbands:\n  - {low: 1, high: 2}\n")
    assert load_model(path, Bands) == Bands(name="价格", bands=(Band(low=1, high=2),))


def test_all_errors_of_a_file_come_at_once_each_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "name: x\nbands:\n  - low: one\n    high: 2\n  - low: 1\n    hihg: 3\n")
    with pytest.raises(DataFileError) as caught:
        load_model(path, Bands)
    assert caught.value.line == 3
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["3", "5", "6"]
    assert "bands.0.low" in lines[0] and "'one'" in lines[0]
    assert "bands.1.high: is missing" in lines[1]
    assert "bands.1.hihg: is not known" in lines[2]


def test_a_part_of_a_file_is_validated_with_its_own_lines(tmp_path: Path) -> None:
    file = read_yaml(written(tmp_path, "rows:\n  - {low: 1, high: 2}\n  - {low: 1}\n"))
    assert validate(file, Band, ("rows", 0)).high == 2
    with pytest.raises(DataFileError, match=r"bands\.yaml:3: high: is missing"):
        validate(file, Band, ("rows", 1))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("a: 1\nb: [1,\n", 3, "not valid YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("a: 1\n? [x]\n: 2\n", 2, "key"),
        (b"a: 1\nb: \xff\xfe\n", 2, "UTF-8"),
        ("a: " + "[" * 90 + "]" * 90, 1, "nested"),
        ("a: \x00", 1, "not valid YAML"),
    ],
)
def test_a_broken_file_is_one_clear_sentence(tmp_path: Path, text: str | bytes, line: int, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataFileError, match=words) as caught:
        read_yaml(path)
    assert caught.value.line == line


def test_a_million_aliases_are_refused_before_they_unfold(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(DataFileError, match="aliases"):
        read_yaml(written(tmp_path, "\n".join(rows)))


def test_a_list_that_holds_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="nested"):
        read_yaml(written(tmp_path, "a: &a [*a]\n"))


def test_a_missing_or_huge_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(DataFileError, match="larger than 10 bytes"):
        read_yaml(written(tmp_path, "a: 12345678901"), max_bytes=10)


def test_a_tag_that_names_code_runs_nothing(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, "a: !!python/object/apply:os.system [id]\n")).value == {"a": ["id"]}
    with pytest.raises(DataFileError, match="cannot be read"):
        read_yaml(written(tmp_path, "a: !!python/name:os.system x\n"))


def test_a_hundred_thousand_brackets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"nested|not valid YAML"):
        read_yaml(written(tmp_path, "a: " + "[" * 100_000 + "]" * 100_000))


@pytest.mark.parametrize(("text", "line", "says"), [
    ("name: a\n\tbands: []\n", 2, "制表符"), ("name: a\nbands:\n\t- low: 1\n", 3, "制表符"),
    ("low: 1\nname： {zh: 水, en: w}\nhigh: 2\n", 2, "全角的 ："), ("name： 水\n", 1, "半角冒号"),
    ("name：a\nlow：1\n", 1, "半角冒号"),
    ("name: x\nbands: [1，{low: 2}，3\n", 2, "全角的 ，"), ("name: {zh: “水”，en: x}}\n", 1, "全角的 ，"),
    ("name: 水，电: 站\n", 1, "冒号"), ("name: 'x\n", 2, "引号没有结束"), ("name: @x\n", 1, "引号"),
    ("name: [a\n", 2, "方括号"), ("name: {a: b\n", 2, "花括号"),
])  # fmt: skip
def test_slips_of_a_chinese_keyboard_or_a_tab_are_named_in_chinese(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(DataFileError) as caught:
        read_yaml(written(tmp_path, text))
    told = say_failure(str(caught.value), "zh")
    assert (caught.value.line, says in told) == (line, True), told
    assert english_in(told) == []


def test_full_width_signs_in_words_are_no_slip(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, "name: 水电站：“一”，二【三】\n")).value == {"name": "水电站：“一”，二【三】"}
    with pytest.raises(DataFileError, match="mapping values are not allowed"):
        read_yaml(written(tmp_path, "name: a，b c: d\n"))
