"""The command as a whole: help, languages, statuses, and that no traceback ever reaches a user."""

from __future__ import annotations

import fcntl
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from array import array
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import pytest
from spoken import english_in

from monitor.cli.language import language
from monitor.cli.main import COMMANDS, globals_first
from monitor.cli.output import _blocks, _widths, tail_of
from monitor.run.workspace import init_workspace, open_workspace

Call = Callable[..., Any]
HEAVY = (
    "numpy", "pydantic", "yaml", "sqlite_utils", "rich", "requests", "selectolax", "starlette", "uvicorn", "sqlite3",
    "rapidfuzz", "warcio", "monitor.models", "monitor.run", "monitor.rules", "monitor.cli.scan",
)  # fmt: skip


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_the_help_page_imports_nothing_heavy(arguments: list[str], surroundings: dict[str, str]) -> None:
    code = (
        f"import sys; sys.argv = ['hydrowatch', *{arguments}]\nfrom monitor.cli.main import status_of\n"
        f"status_of(sys.argv[1:])\nprint('loaded:', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=surroundings, check=True)
    assert done.stdout.endswith("loaded: []\n")


def test_scanning_plain_words_loads_no_library_it_does_not_need(surroundings: dict[str, str]) -> None:
    code = (
        "import io, sys; sys.argv = ['hydrowatch', 'scan']\n"
        "sys.stdin = io.TextIOWrapper(io.BytesIO('水电站转让'.encode()))\n"
        "from monitor.cli.main import status_of\nassert status_of(sys.argv[1:]) == 0\n"
        "names = ('pydantic', 'yaml', 'sqlite_utils', 'sqlite3', 'rich', 'requests', 'selectolax', 'opencc', 'numpy')\n"
        "print('loaded:', [name for name in names if name in sys.modules])"
    )
    for _ in range(2):  # the first run may have to build the rule cache
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=surroundings, check=True
        )
    assert done.stdout.endswith("loaded: []\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_page(name: str, run: Call) -> None:
    done = run(name, "--help")
    assert done.status == 0
    assert f"Usage: hydrowatch {name}" in done.out


def test_the_language_comes_from_option_environment_workspace_and_locale_in_this_order(
    command: Call, tmp_path: Path
) -> None:
    init_workspace(tmp_path / "case")
    (tmp_path / "case" / "hydrowatch.toml").write_text('language = "zh"\n', "utf-8")
    chinese, english = "退出状态", "Exit status"
    assert english in command("--help").out
    assert chinese in command("--help", LANG="zh_CN.UTF-8").out
    assert chinese in command("--help", cwd=tmp_path / "case").out
    assert chinese in command("-w", tmp_path / "case", "--help", LANG="en_US.UTF-8").out
    assert english in command("--help", cwd=tmp_path / "case", HYDROWATCH_LANGUAGE="en").out
    assert chinese in command("--lang", "zh", "--help", HYDROWATCH_LANGUAGE="en").out
    assert "检查" in command("scan", "--help", "--lang=zh").out


def test_global_options_may_stand_after_the_command() -> None:
    given = ["list", "--limit", "5", "-w", "case", "--lang=zh"]
    assert globals_first(given) == ["-w", "case", "--lang=zh", "list", "--limit", "5"]
    assert globals_first(["search", "--", "-w", "x"]) == ["search", "--", "-w", "x"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["scna"], "scan"), (["scan", "--nonsense"], "--nonsense"), (["scan", "--format", "xml"], "xml"),
        (["scan", "--date", "yesterday", "."], "YYYY-MM-DD"), (["show", "x"], "x"),
        (["list", "-w", "/nowhere"], "/nowhere"),
        (["rules", "explain", "no_such_rule"], "no_such_rule"), (["policies", "list", "--place", "火星"], "火星"),
        (["import"], "PATHS"), (["list", "--limit", "0"], "0"), (["list", "--since", "soon"], "soon"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence_and_status_2(arguments: list[str], says: str, run: Call) -> None:
    done = run(*arguments)
    assert done.status == 2
    assert says in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["scan", "--nonsense"], "错误：没有选项 '--nonsense'"), (["list", "--limit", "many"], "'many' 不是有效的整数"),
        (["list", "--limit", "0"], "0 不在允许范围 1<=x<=1000000 之内"), (["list", "--limit"], "需要一个值"),
        (["list", "--level", "x"], "'x' 不在可选值之内：'low', 'medium', 'high', 'critical'"),
        (["show"], "缺少参数 'LISTING_ID'"), (["export"], "缺少选项 '--wacz'"), (["list", "x"], "多出了参数（x）"),
        (["watch", "--once=3"], "'--once' 不带值"), (["source", "nosuch"], "没有命令 'nosuch'"),
        (["list", "--sourc", "x"], "是否想用 '--source'？"), (["list", "-w", "/nowhere"], "/nowhere：不是工作区"),
        (["scan", "--date", "yesterday", "."], "不是日期：'yesterday'"),
        (["rules", "explain", "mining"], "没有规则或说法 'mining'；规则：mining_admitted, "),
        (["policies", "list", "--topic", "nosuch"], "没有主题 'nosuch'；已有：data, "),
        (["scan", "--place", "朝阳", "-"], "'朝阳' 可能是：辽宁省 朝阳市; 北京市 朝阳区"),
        (["policies", "list", "--place", "火星"], "没有这个地方"), (["scan", "/nowhere"], "没有这个文件或文件夹"),
    ],
)  # fmt: skip
def test_wrong_input_is_told_in_chinese_to_readers_of_chinese(
    arguments: list[str], says: str, run: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "zh")
    language.cache_clear()
    done = run(*arguments)
    assert done.status == 2
    assert says in done.err
    if "用法" in done.err:
        assert "运行 hydrowatch" in done.err


def test_a_folder_that_is_no_workspace_says_how_to_make_one(run: Call, tmp_path: Path) -> None:
    done = run("list", "-w", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "hydrowatch init" in done.err


def test_broken_settings_name_file_and_key(run: Call, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    (folder / "hydrowatch.toml").write_text("timeout_seconds = 0\n", "utf-8")
    done = run("list", "-w", folder)
    assert done.status == 2
    assert "hydrowatch.toml" in done.err and "timeout_seconds" in done.err


def test_a_second_process_on_the_same_workspace_is_told_so(command: Call, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    (tmp_path / "a.txt").write_text("水电站转让", "utf-8")
    with open_workspace(folder):
        done = command("-w", folder, "import", tmp_path / "a.txt")
        assert done.status == 2
        assert len(done.err.strip().splitlines()) == 1
        assert command("-w", folder, "list").status == 0  # reading goes on
    assert command("-w", folder, "import", tmp_path / "a.txt").status == 0


def test_a_reader_that_goes_away_hears_no_complaint(program: str, surroundings: dict[str, str]) -> None:
    with subprocess.Popen(
        [program, "policies", "list", "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=surroundings,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_sentence(program: str, surroundings: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [program, "rules", "list"], stdout=full, stderr=subprocess.PIPE, env=surroundings, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "hydrowatch: the output: the system refused: No space left on device"


def _waits(pipe: IO[bytes]) -> bool:
    """True while what was written to a pipe has not been read."""
    count = array("i", [0])
    fcntl.ioctl(pipe.fileno(), termios.FIONREAD, count)
    return count[0] > 0


def test_ctrl_c_ends_a_scan_with_130_and_keeps_what_was_printed(program: str, surroundings: dict[str, str]) -> None:
    with subprocess.Popen(
        [program, "scan", "-", "--input", "jsonl", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=surroundings,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(b'{"id": "1", "text": "x"}\n')
        process.stdin.flush()
        while _waits(process.stdin) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().strip() == "hydrowatch: interrupted"


def test_a_damaged_installation_ends_in_one_sentence_with_a_log(surroundings: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import sys, types; sys.modules['monitor.cli.serve'] = types.ModuleType('empty')\n"
        "sys.argv = ['hydrowatch', 'serve']\n"
        "from monitor.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**surroundings, "TMPDIR": str(tmp_path)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    (log,) = tmp_path.glob("hydrowatch-*.log")
    assert str(log) in done.stderr
    assert "Traceback" in log.read_text("utf-8")


def test_output_is_utf8_whatever_the_locale(command: Call) -> None:
    locale = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = command("rules", "list", "--lang", "zh", **locale)
    assert done.status == 0
    assert "严重程度" in done.out


def test_every_command_of_the_design_is_there() -> None:
    promised = "scan init doctor source watch import list show search rules policies reassess verify audit serve demo"
    promised += " upload-token export imports custody stamp capture"
    assert set(promised.split()) == set(COMMANDS)


def test_doctor_looks_at_the_installation_and_the_workspace(run: Call, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    done = run("doctor", "-w", folder)
    assert done.status == 0, done.out
    assert "FTS5" in done.out and "database" in done.out
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as connection, connection:  # as an older version left it
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm017_claims_of_any_stance'")
    assert "run 'hydrowatch doctor' once" in run("list", "-w", folder).err
    assert run("doctor", "-w", folder).status == 0 == run("list", "-w", folder).status
    (folder / "sources" / "bad.yaml").write_text("id: [", "utf-8")
    done = run("doctor", "-w", folder)
    assert done.status == 2
    assert "bad.yaml" in done.out
    (folder / "sources" / "bad.yaml").unlink()
    (folder / "hydrowatch.key").rename(tmp_path / "key")
    done = run("doctor", "-w", folder)
    assert done.status == 2 and "restore it from a backup" in done.out
    (tmp_path / "key").rename(folder / "hydrowatch.key")
    assert run("doctor", "-w", folder).status == 0


def test_doctor_names_what_is_optional_and_what_for(run: Call, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    done = run("doctor", "-w", folder)
    for word in ("Chromium", "playwright", "rfc3161-client", "rapidocr", "render: true", "time stamps"):
        assert word in done.out
    (folder / "hydrowatch.toml").write_text('chromium = "/nowhere/chromium"\n', "utf-8")
    done = run("doctor", "-w", folder)
    assert "/nowhere/chromium" in done.out
    assert done.status == 0  # only who renders needs it


def test_doctor_speaks_chinese_to_readers_of_chinese(command: Call, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    done = command("doctor", "-w", folder, HYDROWATCH_LANGUAGE="zh")
    assert done.status == 0 and english_in(done.out) == []
    assert "0 次抓取" in done.out and "磁盘" in done.out
    (folder / "hydrowatch.db").write_bytes(b"x" * 5000)
    done = command("doctor", "-w", folder, HYDROWATCH_LANGUAGE="zh")
    assert done.status == 2 and english_in(done.out) == []


def test_the_environment_names_the_workspace(command: Call, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    assert command("list", HYDROWATCH_WORKSPACE=str(folder)).status == 0


def test_init_refuses_a_folder_with_other_things(run: Call, tmp_path: Path) -> None:
    assert run("init", tmp_path / "new" / "case").status == 0
    again = run("init", tmp_path / "new" / "case")
    assert again.status == 2 and "already" in again.err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    assert run("init", tmp_path / "full").status == 2
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["x"]


def test_the_end_of_a_name_fits_into_the_places_that_are_left_also_where_letters_are_two_places_wide() -> None:
    assert tail_of("in/水电站转让.html", 40) == "in/水电站转让.html"
    assert tail_of("in/水电站转让.html", 12) == "…站转让.html"
    assert tail_of("in/水电站转让.html", 1) == "…"


def test_a_table_breaks_no_number_and_is_given_up_where_it_does_not_fit() -> None:
    headers, columns = ("kind", "new listings", "why"), (("HTML page", "picture"), ("10,334", "7"), ("a reason " * 9,))
    assert _widths(headers, columns, 200) == [9, 12, 81]
    narrow = _widths(headers, columns, 40)
    assert sum(narrow) == 40 and narrow[0] == 9 and narrow[1] >= len("listings")
    assert _widths(headers, columns, 15) == []
    assert list(_blocks(("种类", "新", "why"), [("网页", "7", ""), ("picture", "", "x")])) == [
        "网页", "  新    7", "picture", "  why   x",
    ]  # fmt: skip
