"""Entries missing from lists that were not read to their end, and answers in place of a list that refuse."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from test_bad_input_sites import LIST, SETTINGS, SOURCE, Site
from test_watching_lists import Listed, listed, market

from monitor.run.proofs import NOT_READ, UNREAD_ENTRIES, proofs
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.source_health import source_health
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

__all__ = ["listed", "market"]


def seen(folder: Path, number: int) -> tuple[str | None, str | None]:
    """Since when looks do not see a plant, and what the latest one met."""
    with open_workspace(folder, read_only=True) as workspace:
        row = workspace.store.find_listing("listed", f"no{number:04}")
        assert row is not None
        (found,) = workspace.store.with_sight([row])
    return found["not_seen_since"], found["last_look"]


def test_entries_missing_from_a_list_not_read_to_its_end_are_told_as_that(folder: Path, listed: Listed) -> None:
    """The proof names the list, and a source that shows half of its listings is not well."""
    listed.look([*range(1, 10)])
    listed.total = 9
    for numbers, state, cause in (([*range(1, 9)], "ok", ""), ([1, 2, 3, 4], "degraded", "missing")):
        listed.look(numbers)
        with open_workspace(folder, read_only=True) as workspace:
            (health,) = (row for row in source_health(workspace.store, "en") if row["id"] == "listed")
            row = workspace.store.find_listing("listed", "no0009")
            assert row is not None
            told = {one["status"]: one for one in proofs(workspace.store, row)}["unknown"]
        assert (health["state"], health["cause"]) == (state, cause)
        assert (told["shown_by"], told["note"]) == ("list", NOT_READ)
    assert health["detail"] == {"number": 5, "of": 9}
    listed.total, listed.nameless = None, {9}
    listed.look([1, 2, 3, 4, 5, 6, 7, 8, 9])
    with open_workspace(folder, read_only=True) as workspace:
        assert workspace.store.observations(row["id"], 1)[0]["note"] == UNREAD_ENTRIES
        assert [one["shown_by"] for one in proofs(workspace.store, row)][1:] == ["list"]


def test_an_entry_missing_from_a_list_that_says_it_is_longer_was_not_seen(folder: Path, listed: Listed) -> None:
    listed.total = 30
    listed.look([1, 2, 3, 4, 5])
    for expected in ("live", "live", "unknown", "unknown"):
        found, _ = listed.look([1, 2, 3, 4])
        assert (found.pop(5), set(found.values())) == (expected, {"live"})
        assert seen(folder, 5)[0] and seen(folder, 5)[1] == "unknown"
    assert listed.look([1, 2, 3, 4, 5])[0][5] == "live"
    assert seen(folder, 5) == (None, None)
    listed.total = 4
    assert listed.look([1, 2, 3, 4])[0][5] == "gone"


def test_what_a_limit_or_an_empty_list_leaves_out_was_not_seen(folder: Path, listed: Listed) -> None:
    listed.look([1, 2], [3])
    limit = {"pagination": {"next": ["json:next"], "max_pages": 1}}
    found = [listed.look([1, 2], [3], **limit)[0][3] for _ in range(3)]
    assert found == ["live", "live", "unknown"]
    assert [listed.look([])[0][1] for _ in range(3)] == ["live", "live", "unknown"]


@pytest.mark.parametrize("row", [{"title": "广告"}, {"id": "no0099"}])
def test_a_row_that_is_no_item_hides_none(listed: Listed, row: dict[str, str]) -> None:
    listed.rows = [row]
    listed.look([1, 2, 3, 4, 5])
    assert listed.look([1, 2, 3, 4])[0][5] == "gone"
    listed.rows = [row, {"title": "又一条广告"}]  # this one may be a listing without its number
    assert [listed.look([1, 2, 3])[0][4] for _ in range(3)] == ["live", "live", "unknown"]
    listed.rows = [row]
    assert listed.look([1, 2, 3])[0][4] == "gone"


def test_a_row_that_is_no_item_hides_none_of_several_pages(listed: Listed) -> None:
    listed.rows, listed.is_tagged = [{"title": "广告"}], True
    listed.look([1, 2, 3], [4, 5, 6])
    assert listed.look([1, 2, 3], [5, 6])[0][4] == "live"
    assert listed.look([1, 2, 3], [5, 6])[0][4] == "gone"


LOGIN = "<title>{title}</title><form>手机号<input name=u> 密码<input type=password name=p><button>登录</button></form>"


def test_a_login_in_place_of_a_list_is_told_as_one(folder: Path) -> None:
    """Whatever its title says: by the address that a redirect leads to, or its field for a password."""
    with closing(Site()) as site:
        (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
        (folder / "sources" / "market.yaml").write_text(SOURCE.format(port=site.server_port), "utf-8")
        site.pages |= {"/user/login": LOGIN.format(title="登录 - 电站网"), "/u/center": LOGIN.format(title="会员中心")}
        site.pages["/l"] = LOGIN.format(title="电站网") + LIST
        for target, state, said in (
            ("/user/login?back=/list", "blocked", "a check or a login"),
            ("/u/center", "blocked", "asks for a password"),
            ("/l", "ok", ""), ("/none", "degraded", "no item found"),
        ):  # fmt: skip
            site.answers["/list"] = (302, "", {"Location": target})
            with open_workspace(folder) as workspace:
                report = watch_once(workspace)
                (health,) = source_health(workspace.store, "en")
                assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
            assert health["state"] == state
            reasons = [failure.reason for failure in report.failures]
            assert said in "".join(reasons) and bool(reasons) == bool(said)


@pytest.mark.parametrize(("body", "state", "said"), [
    ({"success": False, "code": 429, "msg": "Too many requests"}, "challenge", "429 Too many requests"),
    ({"code": 401, "msg": "请先登录"}, "challenge", "请先登录"),
    ({"ret": ["FAIL_SYS_USER_VALIDATE::哎哟喂"], "data": {}}, "challenge", "USER_VALIDATE"),
    ({"code": 0, "msg": "请登录查看更多", "data": {"list": []}}, "ok", "no item found"),
])  # fmt: skip
def test_an_answer_that_refuses_is_no_changed_site(
    folder: Path, listed: Listed, body: object, state: str, said: str
) -> None:
    listed.look([1, 2, 3])
    listed.plain = json.dumps(body).encode()
    found, report = listed.look([1, 2, 3])
    assert said in report.failures[0].reason and set(found.values()) == {"live"}
    with open_workspace(folder, read_only=True) as workspace:
        (health,) = (row for row in source_health(workspace.store, "en") if row["id"] == "listed")
        taken = workspace.store.newest_at("listed", f"{listed.url}/list")
        assert [one for one in verify_workspace(workspace, deep=True) if not one.ok] == []
    assert taken is not None and taken["state"] == state
    assert health["state"] == ("degraded" if state == "ok" else "blocked")
