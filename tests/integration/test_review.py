"""``gouji review``: a real server on loopback, and the page in a real browser."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from analysis.form import get_form
from analysis.reviewing import server as reviewing
from analysis.reviewing.panel import Panel
from analysis.reviewing.record import record_path
from analysis.running.corpus import load_reports, read_report
from tests.support.layouts import figures, flattened
from tests.support.pages import grave, keep_picture
from tests.support.paths import RAW
from tests.support.patience import patience

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CODES = [c.code for c in get_form("2021").cells]
KEYSTROKES_A_SECOND = 2
LIMIT_SECONDS = 300


class Server:
    """The command in a process of its own."""

    def __init__(self, source, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gouji", "review", str(source), "--no-browser", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        line = self.process.stdout.readline()
        assert self.is_at(line), line + self.process.stderr.read()

    def is_at(self, line):
        found = re.search(r"(http://127\.0\.0\.1:(\d+)/)#token=(\S+)", line)
        if found:
            self.address, self.port, self.token = found[0], found[2], found[3]
            self.root = found[1]
        return found is not None

    def ask(self, name="open", arguments=None, token=None, **headers):
        request = urllib.request.Request(
            f"{self.root}api",
            json.dumps({"name": name, "arguments": arguments or {}}).encode(),
            {"X-Gouji-Token": self.token if token is None else token, **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=patience(60)) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, None

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=patience(60))
        assert "Traceback" not in err
        return out


class Near(Server):
    """The same without the seconds that a process takes: what the command calls, in a thread."""

    def __init__(self, panel):
        self.panel, self.is_ready = panel, threading.Event()
        self.thread = threading.Thread(target=asyncio.run, args=(self.serve(),), daemon=True)
        self.thread.start()
        assert self.is_ready.wait(patience(60))

    async def serve(self):
        self.loop, self.task = asyncio.get_running_loop(), asyncio.current_task()
        with contextlib.suppress(asyncio.CancelledError):
            await reviewing._serve(self.panel, self.ready, 0)

    def ready(self, address):
        assert self.is_at(address)
        self.is_ready.set()

    def stop(self):
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join()


@contextlib.contextmanager
def near(source, by="甲", second=False, lang="en"):
    panel = Panel(source, by, second, lang)
    with contextlib.closing(panel):
        server = Near(panel)
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def serving(source, *options):
    server = Server(source, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "a-2023.txt"
    path.write_text(flattened(figures(requests__granted__total="1O")), encoding="utf-8")
    return path


def test_only_who_has_the_token_is_answered(report):
    with serving(report, "--by", "甲") as server:
        assert server.ask()[0] == 200
        assert server.ask(token="")[0] == 403
        assert server.ask(token="x" * len(server.token))[0] == 403
        assert server.ask(token="é")[0] == 403
        assert server.ask("close")[1]["error"]
        # Another name that leads here (DNS rebinding), and a page of another site.
        assert server.ask(Host="evil.example")[0] == 403
        assert server.ask(Host=f"evil.example:{server.port}")[0] == 403
        assert server.ask(Origin="http://evil.example")[0] == 403
        assert server.ask(Origin=f"http://127.0.0.1:{server.port}")[0] == 200
        out = server.stop()
    assert "Saved in" in out


def test_the_page_itself_tells_nothing_and_loads_nothing_from_elsewhere(report):
    with near(report) as server:
        with urllib.request.urlopen(server.root, timeout=patience(60)) as answer:
            page, policy = answer.read().decode(), answer.headers["Content-Security-Policy"]
        assert server.token not in page
        assert "default-src 'none'" in policy
        for name in ("panel.js", "page.js", "panel.css"):
            with urllib.request.urlopen(f"{server.root}{name}", timeout=patience(60)) as answer:
                assert not re.search(rb"https?://", answer.read())
        for name in ("server.py", "../cli/shared.py", "words.yml"):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{server.root}{name}", timeout=patience(60))


def test_killed_in_the_middle_nothing_typed_is_lost(report):
    with serving(report, "--by", "甲") as server:
        for text in ("4", "42"):
            server.ask("write", {"code": "requests/granted/total", "text": text})
        server.stop(signal.SIGKILL)
    with near(report) as server:
        cell = server.ask()[1]["cells"]["requests/granted/total"]
        assert (cell["text"], cell["open"]) == ("42", True)


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium on this machine")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Keyboard:
    """Presses keys, and counts them."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


@contextlib.contextmanager
def page_of(browser, server):
    context = browser.new_context(viewport={"width": 1500, "height": 900})
    context.set_default_timeout(patience(30) * 1000)
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(server.address)
    page.wait_for_selector("[data-open]", timeout=patience(60) * 1000)
    yield page
    assert problems == []
    context.close()


def saved(page):
    page.wait_for_function("document.querySelector('.gr-saved').textContent.startsWith('✓')")


def current(page):
    return page.evaluate("document.activeElement.dataset.code")


def test_open_type_reload_save_read_back(browser, report):
    code = "requests/granted/total"
    with near(report) as server, page_of(browser, server) as page:
        keys = Keyboard(page)
        assert current(page) == code  # the one cell that is open
        assert page.locator(".gr-here").inner_text().startswith("1O")
        keep_picture(page, "1-first-open-cell")
        keys.press("a")  # what the sums say is shown, but no key takes it
        assert "9 by the sums" in page.locator(".gr-implied").inner_text()
        assert page.locator(f"[data-code='{code}']").input_value() == ""
        keys.press("7")
        page.wait_for_selector("[data-fail='2']")
        assert "gr-fail" in page.locator(f"[data-code='{code}']").get_attribute("class")
        keep_picture(page, "2-a-sum-fails")
        page.reload()
        page.wait_for_selector("[data-open='1']")
        assert page.locator(f"[data-code='{code}']").input_value() == "7"
        keys.press("Control+z")
        page.wait_for_selector("[data-fail='0']")
        keys.press("Control+y")
        page.wait_for_selector("[data-fail='2']")
        keys.press("9")  # what the cell held is selected, so that one figure replaces it
        page.wait_for_selector("[data-fail='0']")
        keys.press("Enter")
        page.wait_for_selector("[data-open='0']")
        keep_picture(page, "3-all-sums-hold")
        page.get_by_role("button", name="Done").click()
        page.wait_for_selector("text=Written: a-2023.reviewed.csv")
        keep_picture(page, "4-written")
    read = read_report(report.with_name("a-2023.reviewed.csv"))
    granted = read.cells.query("table == 'requests' and item == 'granted'")["value"].tolist()
    assert granted == [8, 1, 0, 0, 0, 0, 9]


def scan(folder):
    """A picture of a report, in which nothing can be read without a person."""
    path = folder / "scan-2023.png"
    picture = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(picture).text((40, 40), "a scan", fill="black")
    picture.save(path)
    return path


def type_all(keys, values, order):
    """Type a form as a person would: figures with Enter, zeros for the rest of a row with one key."""
    rows = {}
    for code in order:
        rows.setdefault(code.rsplit("/", 1)[0], []).append(code)
    for codes in rows.values():
        at = 0
        while at < len(codes):
            assert current(keys.page) == codes[at]
            rest = [values[c] for c in codes[at:]]
            total = codes[-1].endswith("/total")
            if not any(rest):
                keys.press("z")
                break
            figure = list(f"{values[codes[at]]:.15g}")
            inner = rest[1:-1] if total else rest[1:]
            if values[codes[at]] and inner and not any(inner) and total:
                keys.press(*figure, "z")  # confirms the figure, fills the row up to its total
                at = len(codes) - 1
            elif not values[codes[at]] and total and not any(rest[:-1]):
                keys.press("z")
                at = len(codes) - 1
            else:
                keys.press(*figure, "Enter")
                at += 1


def values_of(name):
    if name == "small":
        return {code: float(value) for code, value in figures().items()}
    report = read_report(RAW / "suqian-2024.csv")
    codes = report.cells[["table", "item", "column"]].agg("/".join, axis=1)
    return dict(zip(codes, report.cells["value"], strict=True))


@pytest.mark.parametrize("name", ["small", pytest.param("large", marks=pytest.mark.slow)])
def test_a_scan_is_typed_and_proved_by_keyboard_alone_in_five_minutes(browser, tmp_path, name):
    values = values_of(name)
    source = scan(tmp_path)
    options = ("--by", "甲", "--lang", "en", "--agency", "某县林业局", "--year", "2023")
    with serving(source, *options) as server, page_of(browser, server) as page:
        assert page.locator("[data-open]").get_attribute("data-open") == str(len(CODES))
        page.wait_for_selector(".gr-page img")
        keys = Keyboard(page)
        type_all(keys, values, CODES)
        page.wait_for_selector("[data-open='0']", timeout=patience(60) * 1000)
        saved(page)
        assert page.locator("[data-fail]").get_attribute("data-fail") == "0"
        assert page.locator("[data-undecided]").get_attribute("data-undecided") == "0"
        keep_picture(page, f"5-all-typed-{name}")
        page.get_by_role("button", name="Done").focus()
        keys.press("Enter")
        page.wait_for_selector("text=Written: scan-2023.reviewed.csv")
    seconds = keys.count / KEYSTROKES_A_SECOND
    print(f"{name}: {keys.count} keystrokes, {seconds:.0f} s at {KEYSTROKES_A_SECOND} a second")
    assert seconds <= LIMIT_SECONDS
    read = load_reports(tmp_path)
    assert read.problems == []
    assert read.reports[0].cells["value"].tolist() == [values[code] for code in CODES]
    kept = json.loads(record_path(source).read_text(encoding="utf-8"))
    assert len(set(kept["entries"]) & set(CODES)) == len(CODES)


def test_keys_and_candidates(browser, tmp_path):
    source = tmp_path / "a-2023.txt"
    cells = figures(requests__granted__total="9或8", requests__concluded__other="1O")
    source.write_text(flattened(cells), encoding="utf-8")
    with near(source) as server, page_of(browser, server) as page:
        keys = Keyboard(page)
        first, second = "requests/granted/total", "requests/concluded/other"
        assert current(page) == first
        keys.press("n")
        assert current(page) == second
        keys.press("Shift+N")
        assert current(page) == first
        keys.press("ArrowLeft", "ArrowDown", "ArrowRight")
        assert current(page) == "requests/partly_granted/total"
        keys.press("n", "N")
        assert current(page) == first
        keys.press("a")
        assert current(page) == second
        assert page.locator(f"[data-code='{first}']").input_value() == "9"
        keys.press("?")
        page.wait_for_selector("[data-open='0']")
        keys.press("u")
        page.wait_for_selector("[data-open='1']")
        keys.press("b")
        page.wait_for_selector("[data-open='0']")
        saved(page)
        answer = server.ask()[1]["cells"]
        assert (answer[first]["text"], answer[second]["status"]) == ("9", "blank")


def test_a_page_of_the_web_is_shown_without_its_scripts_and_marked(browser, tmp_path):
    source = tmp_path / "a-2023.html"
    rows = flattened(figures())
    table = "".join(f"<tr>{''.join(f'<td>{x}</td>' for x in row)}</tr>" for row in html_rows())
    source.write_text(
        f"<html><head><title>t</title></head><body><h1>{rows.splitlines()[0]}</h1>"
        f"<script>parent.document.title = 'owned'</script><table onclick='x()'>{table}</table>"
        "<img src='http://127.0.0.1:9/x.png' onerror='parent.x=1'></body></html>",
        encoding="utf-8",
    )
    with near(source) as server, page_of(browser, server) as page:
        page.locator("[data-code='requests/granted/total']").focus()
        frame = page.frame_locator("iframe")
        assert frame.locator(".gouji-cell").inner_text() == "9"
        assert frame.locator("script").count() == 0
        assert page.title() == source.name


def html_rows():
    """Table 三 as a page has it."""
    form = get_form("2021")
    items = form.items("requests")
    heads = [c.column_label for c in form.cells if (c.table, c.item) == ("requests", items[0])]
    cells = figures()
    yield ["项目", *heads]
    for item in items:
        labels = [c.item_label for c in form.cells if (c.table, c.item) == ("requests", item)]
        yield [labels[0], *(cells[f"requests/{item}/{c}"] for c in form.columns("requests", item))]


def test_the_page_is_labelled_and_legible(browser, report):
    for lang, code in (("zh", "zh-CN"), ("en", "en")):
        with (
            near(report, lang=lang) as server,
            page_of(browser, server) as page,
        ):
            assert page.locator("html").get_attribute("lang") == code
            assert page.locator(".gouji-review").get_attribute("lang") == code
            unnamed = page.evaluate(
                "[...document.querySelectorAll('input')].filter(i => !i.getAttribute('aria-label')"
                " && !i.closest('label')).length"
            )
            assert unnamed == 0
            labels = page.evaluate(
                "[...document.querySelectorAll('td input')].map(i => i.getAttribute('aria-label'))"
            )
            assert len(labels) == len(CODES)
            assert page.evaluate(CONTRAST) == []
            assert grave(page) == []
            width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert float(width.removesuffix("px")) >= 2


# Every text of the panel against what is behind it: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) {
    const found = numbers(getComputedStyle(e).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll('.gouji-review *')) {
    if (e.disabled || !e.offsetParent || !(e.value || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))) continue;
    const pair = [light(numbers(getComputedStyle(e).color)), light(behind(e))].sort((a, b) => a - b);
    if ((pair[1] + 0.05) / (pair[0] + 0.05) < 4.5) poor.push(e.outerHTML.slice(0, 90));
  }
  return poor;
}"""


def test_two_readers_settle_what_differs(browser, report):
    code = "requests/granted/total"
    with near(report) as server:
        server.ask("put", {"code": code, "text": "9"})
        server.ask("finish")
    with (
        near(report, by="乙", second=True) as server,
        page_of(browser, server) as page,
    ):
        assert page.locator(f"[data-code='{code}']").input_value() == ""  # nothing of the first
        Keyboard(page).press("7", "Enter")
        page.get_by_role("button", name="Done").click()
        choice = page.get_by_role("button", name="First reader: 9")
        choice.wait_for()
        keep_picture(page, "6-two-readers-differ")
        choice.click()
        page.wait_for_selector(".gr-differences", state="hidden")
        page.get_by_role("button", name="Done").click()
        page.wait_for_selector("text=Written: a-2023.reviewed.csv")
    read = read_report(report.with_name("a-2023.reviewed.csv"))
    assert read.cells.query("item == 'granted' and column == 'total'")["value"].tolist() == [9]


def test_a_finding_is_explained(browser, tmp_path):
    source = tmp_path / "a-2023.txt"
    source.write_text(flattened(figures(requests__granted__total=10)), encoding="utf-8")
    with near(source) as server, page_of(browser, server) as page:
        page.get_by_role("button", name="Findings").click()
        finding = page.locator(".gr-findings li").first
        finding.get_by_role("textbox").fill("印刷错误，已电话核实。")
        finding.get_by_role("button", name="Explain").click()
        page.wait_for_selector(".gr-decided")
        keep_picture(page, "7-a-finding-explained")
    assert [c.reason for c in load_reports(tmp_path).corrections] == ["印刷错误，已电话核实。"]


def test_what_cannot_be_reviewed_is_said(tmp_path):
    from tests.support.command import gouji

    done = gouji("review", tmp_path / "no.pdf", "--no-browser")
    assert done.returncode == 2
    assert "there is no such file" in done.stderr
