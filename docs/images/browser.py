"""Makes the pictures of docs/browser.md from a synthetic workspace: python docs/images/browser.py (needs Chromium)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent
SAMPLE = """<!DOCTYPE html><!--
 Page saved with SingleFile
 url: https://market.example/item/{number}
 saved date: Tue Nov 24 2026 10:00:00 GMT+0800
--><html lang="zh-CN"><head><meta charset="utf-8"><title>四川凉山1260千瓦水电站转让（合成样例）</title><style>
body{{font:16px/1.7 sans-serif;max-width:34rem;margin:1.5rem auto;color:#333}} h1{{font-size:1.3rem}}
.price{{color:#c00;font-size:1.4rem}} .pic{{height:7rem;background:linear-gradient(#9cc9e8,#5c9a6d);border-radius:8px}}
</style></head><body><div class="pic"></div><h1>四川凉山1260千瓦水电站转让（合成样例）</h1><p class="price">950 万元</p>
<p>装机1260千瓦(2×630)，年发电500万度，上网电价0.28元。手续齐全，不在清退范围，到手即可发电。</p>
<p>卖家：示例用户 {number} · 发布于 2026-11-20</p><button onclick="alert(1)">联系卖家</button></body></html>"""
MAIN = "from monitor.cli.main import main; main()"


def command(*arguments: str) -> list[str]:
    """hydrowatch with arguments, from this checkout."""
    return [sys.executable, "-c", MAIN, *arguments]


def picture(page: Page, name: str, height: int) -> None:
    """A picture of the upper part of a page; the port is the usual one, whatever this run was given."""
    page.evaluate("for (const e of document.querySelectorAll('td.mono')) "
                  "e.textContent = e.textContent.replace(/127.0.0.1:\\d+/, '127.0.0.1:8080')")  # fmt: skip
    page.screenshot(path=FOLDER / f"{name}.png", clip={"x": 0, "y": 0, "width": 900, "height": height}, full_page=True)


def pictures(address: str, files: list[Path]) -> None:
    """Go through an upload as a person does, once in each language."""
    with sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language, file in zip(("zh", "en"), files, strict=True):
            page = browser.new_page(viewport={"width": 900, "height": 700}, color_scheme="light")
            page.goto(f"{address}upload?lang={language}")
            page.set_input_files("#file", file)
            picture(page, f"upload-{language}", 1120)
            page.click("button[type=submit]")
            page.wait_for_selector("tbody a")
            picture(page, f"uploaded-{language}", 330)
            page.click("tbody a")
            page.click(".capture[open] a >> nth=0")
            page.frame_locator("iframe.replayed").locator("h1").wait_for()
            picture(page, f"replay-{language}", 860)
        browser.close()


def main() -> None:
    """Make a workspace, serve it, take the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"SingleFile {number}.html" for number in (1, 2)]
        for number, file in enumerate(files, 1):
            file.write_text(SAMPLE.format(number=number), "utf-8")
        subprocess.run(command("init", str(folder / "case")), check=True)  # noqa: S603 - our own program
        served = command("-w", str(folder / "case"), "serve", "--port", "0")
        with subprocess.Popen(served, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603
            try:
                assert server.stderr is not None
                pictures(server.stderr.readline().strip(), files)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
