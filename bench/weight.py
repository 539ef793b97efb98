"""What a first visit weighs, compressed, and what Lighthouse says (where Node and a browser are)."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

HOME = "/havendijk/buurt/vuurtorenkwartier/"
PAGES = (HOME, "/", "/havendijk/zoeken/?q=huiswerk", "/havendijk/themas/2/")
LIGHTHOUSE = "lighthouse@12.8.2"
LINKS = re.compile(r"""(?:href|src)="([^"]+)"[^>]*""")
KINDS = ("stylesheet", "preload", "icon", "module")


def measure_weight(address: str) -> None:
    """Prints the kilobytes of the home of a neighbourhood: page, styles, scripts, pictures, fonts."""
    print("\n== First visit to the home of a neighbourhood (goals: 130 kB, 60 kB without fonts)")
    page, size = fetch(address + HOME)
    parts = {HOME: size}
    for tag in re.findall(r"<(?:link|script|img|source)\b[^>]*>", page):
        link = LINKS.search(tag)
        if link and ("<link" not in tag or any(kind in tag for kind in KINDS)):
            text, weight = fetch(urljoin(address + HOME, link[1]))
            parts[link[1]] = weight
            if link[1].split("?")[0].endswith(".css"):
                for font in re.findall(r"url\(\"?([^)\"]+\.woff2)", text):
                    if "arab" not in font:  # fetched only where Arabic stands on the page
                        url = urljoin(urljoin(address, link[1]), font)
                        parts[url.removeprefix(address)] = fetch(url)[1]
    fonts = sum(weight for path, weight in parts.items() if "woff2" in path)
    whole = sum(parts.values())
    for path, weight in sorted(parts.items(), key=lambda item: -item[1]):
        print(f"{weight / 1000:7.1f} kB  {path}")
    print(f"{whole / 1000:7.1f} kB  in all; {(whole - fonts) / 1000:.1f} kB without fonts")


def fetch(url: str) -> tuple[str, int]:
    """The text of an address, and how many bytes came over the line."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        packed = answer.read()
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode(errors="replace"), len(packed)


def lighthouse(address: str) -> None:
    """Prints the four marks of each main page, or why there are none."""
    print("\n== Lighthouse (goal: 95 in all four)")
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not shutil.which("npx") or not browser:
        print("not run: it needs Node and Chromium")
        return
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    for path in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            command = [
                "npx",
                "--yes",
                LIGHTHOUSE,
                address + path,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
            ]
            done = subprocess.run(
                [*command, f"--chrome-flags={flags}"], env={**os.environ, "CHROME_PATH": browser},
                capture_output=True, text=True, check=False, timeout=180,
            )  # fmt: skip
            if not report.exists():
                print(f"not run: {done.stderr.strip().splitlines()[-1:] or 'no report'}")
                return
            marks = {name: part["score"] for name, part in json.loads(report.read_text())["categories"].items()}
            print(f"{path:<40}", *(f"{name} {round(100 * (mark or 0))}" for name, mark in marks.items()))
