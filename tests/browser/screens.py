"""``make screens``: a picture of every page, at a desk and on a phone, light and dark."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

import click
from playwright.sync_api import Browser, sync_playwright

from agency import create_app
from tests.browser.addresses import NOBODYS, addresses, portal_addresses
from tests.browser.looking import browser_program, signed_in_state
from tests.browser.served import Served, sample_agency, served_agency
from tests.conftest import config_for

LOOKS: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "1440": (1440, 900, "light"),
    "390": (390, 844, "light"),
    "dark": (1440, 900, "dark"),
}


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("var/screens"))
@click.option("--only", multiple=True, help="Pages by name; all unless named.")
def screens(out: Path, only: tuple[str, ...]) -> None:
    """Take the pictures into a folder."""
    with tempfile.TemporaryDirectory(prefix="tenens-screens-") as folder:
        home = Path(folder)
        app = create_app(config_for(f"sqlite:///{home / 'agency.sqlite3'}", home))
        sample_agency(app, home / "sample")
        with served_agency(app) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_program(), args=["--no-sandbox"]
            )
            take(served, browser, out, only)
            browser.close()


def take(served: Served, browser: Browser, out: Path, only: tuple[str, ...]) -> None:
    """One picture of each page in each look."""
    states = {role: signed_in_state(served, browser, role) for role in ("admin", "candidate")}
    whole = addresses(served.app) | portal_addresses(served.app)
    pages = {name: at for name, at in whole.items() if not only or name in only}
    out.mkdir(parents=True, exist_ok=True)
    for look, (wide, high, scheme) in LOOKS.items():
        for name, path in pages.items():
            context = browser.new_context(
                base_url=served.url,
                viewport={"width": wide, "height": high},
                color_scheme=scheme,
                storage_state=None if name in NOBODYS else states[whose(name)],
            )
            page = context.new_page()
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=out / f"{name}-{look}.png", full_page=look != "1440")
            context.close()
        click.echo(f"{len(pages)} pages at {look}")


def whose(name: str) -> str:
    """The role of whoever sees a page."""
    return "candidate" if name.startswith("portal-") else "admin"


if __name__ == "__main__":
    screens()
