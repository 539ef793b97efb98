"""So many services that other processes help to make the index: as with few, all are found."""

import json
import os
import subprocess
import sys
from pathlib import Path

from buurtnet.search.outbox import MANY

COUNT = MANY + 100


def test_an_index_made_by_several_processes_holds_all(tmp_path: Path) -> None:
    file, data = tmp_path / "services.jsonl", tmp_path / "data"
    organization = {"id": "o", "name": "Stichting De Klimop", "description": "Voor de buurt"}
    with file.open("w") as lines:
        for number in range(COUNT):
            service = {"id": str(number), "name": f"Oppas nummer{number}", "status": "active"}
            lines.write(json.dumps(service | {"organization": organization}) + "\n")
    imported = buurtnet(data, "import", "hsds", str(file), "--source", "many", "--licence", "CC0-1.0")
    assert imported.returncode == 0, imported.stderr
    assert f"{COUNT + 1} documents" in buurtnet(data, "index", "rebuild").stdout
    asked = tmp_path / "asked.jsonl"
    numbers = (0, MANY - 1, MANY, COUNT - 1)
    asked.write_text("".join(json.dumps({"id": str(one), "text": f"nummer{one}"}) + "\n" for one in numbers))
    found = buurtnet(data, "search", "--queries", str(asked), "--json", "--limit", "1").stdout
    assert [len(json.loads(line)["ranked"]) for line in found.splitlines()] == [1] * len(numbers)


def buurtnet(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.ready", *words, "--data-dir", str(data)],
        env={"PATH": os.environ["PATH"], "BUURTNET_DEMO": "1"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
