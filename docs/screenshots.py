"""Take the screenshots of the main states into ``docs/screenshots``: ``python docs/screenshots.py``.

Serves the index of the settings (``KB_DATA``) on a port of its own, or with ``--url`` asks a service that is already running, and looks at it
with the system's Chromium (``KB_BROWSER`` names another). Each picture is reduced to 128 colours, which text and flat colour do not miss.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from kb.settings import read_settings
from kb.wire import open_knowledge_base
from service import create_app

FOLDER = Path(__file__).parent / "screenshots"
COLOURS = 128
WIDE, NARROW = (1280, 860), (390, 844)
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
AS_OF = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a state of a page in a window of a size, brightness and language."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    language: Literal["en", "zh"] = "en"
    open: str = ""
    """What to click before the picture is taken: a selector."""
    at: str = ""
    """What to scroll to the top of the window: a selector."""


def asked(question: str, as_of: str = AS_OF) -> str:
    """The address of an answer."""
    return "/ask?" + urlencode({"question": question, "as_of": as_of})


SHOTS = (
    Shot("home", "/"),
    Shot("home-narrow-dark-zh", "/", NARROW, "dark", "zh"),
    Shot("answer", asked("What is the fine for not surrendering allowances on time?")),
    Shot("answer-narrow", asked("What is the fine for not surrendering allowances on time?"), NARROW),
    Shot("answer-2023-dark-zh", asked("未按时足额清缴碳排放配额，会被处以多少罚款？", "2023-06-30"), scheme="dark", language="zh"),
    Shot("source", asked("What is the fine for not surrendering allowances on time?"), open=".ref"),
    Shot("source-narrow-dark-zh", asked("未按时足额清缴碳排放配额，会被处以多少罚款？"), NARROW, "dark", "zh", open=".ref"),
    Shot("refusal", asked("Where will the carbon price be in 2030?")),
    Shot("documents", "/documents"),
    Shot("documents-narrow-zh", "/documents?q=19号令", NARROW, language="zh"),
    Shot("history", f"/documents/cn-mee-order19-2021-ets-measures?as_of={AS_OF}", open=".lineage summary >> nth=2", at="#history"),
    Shot("history-narrow-dark", f"/documents/cn-mee-order19-2021-ets-measures?as_of={AS_OF}", NARROW, "dark", at="#history"),
    Shot("superseded", f"/documents/cn-mee-order19-2021-ets-measures?rendition=digest.en&as_of={AS_OF}#article-39", at="#article-39"),
    Shot("side-by-side", "/documents/cn-interim-regulations-2024/side-by-side#article-24"),
    Shot("glossary", "/glossary?q=allowance"),
    Shot("glossary-narrow-dark-zh", "/glossary", NARROW, "dark", "zh"),
    Shot("not-found", "/nowhere"),
)


def main() -> int:
    """Take the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(shot.name for shot in SHOTS)}")
    parser.add_argument("--url", help="a service that is running, such as http://127.0.0.1:8000")
    arguments = parser.parse_args()
    shots = [shot for shot in SHOTS if not arguments.names or shot.name in arguments.names]
    path = os.environ.get("KB_BROWSER") or shutil.which("chromium")
    if path is None:
        print("no browser found: install chromium, or set KB_BROWSER to one", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with _service(arguments.url) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
        for shot in shots:
            target = FOLDER / f"{shot.name}.png"
            _save(_picture(browser, address, shot), target)
            print(f"{target.name}  {target.stat().st_size // 1024} kB")
        browser.close()
    return 0


@contextmanager
def _service(url: str | None) -> Iterator[str]:
    """Where the service answers."""
    if url:
        yield url.rstrip("/")
        return
    server = make_server("127.0.0.1", 0, create_app(open_knowledge_base(read_settings())), threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of each request."""


def _picture(browser: Browser, address: str, shot: Shot) -> bytes:
    context = browser.new_context(
        base_url=address,
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme=shot.scheme,
        locale=LOCALES[shot.language],
        reduced_motion="reduce",
    )
    page: Page = context.new_page()
    page.goto(shot.path, wait_until="networkidle")
    if shot.open:
        page.locator(shot.open).first.click()
        page.wait_for_load_state("networkidle")
    if shot.at:
        page.locator(shot.at).first.evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 24)")
    picture = page.screenshot()
    context.close()
    return picture


def _save(picture: bytes, target: Path) -> None:
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
