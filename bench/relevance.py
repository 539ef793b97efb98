"""How well things are found: a judged collection imported, asked and scored, with every ingredient off in turn.

    python -m bench.relevance [FOLDER]

``FOLDER`` (default: ``../shared/data/relevance/dev``) holds ``services.jsonl``, ``places.json`` and
``queries.jsonl``; the scorer ``score.py`` stands beside it. Each ablation is told for all queries and for two halves
of them, drawn many times: an ingredient earns its place when taking it out loses in both halves of nearly every draw.
"""

import json
import os
import random
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DEFAULT = HERE.parent.parent / "shared" / "data" / "relevance" / "dev"
DRAWS = 200  # of two halves
TOGETHER = ("lay", "compound", "typo", "variant", "name", "foreign")  # judged together in ``success@3``

type Scores = dict[str, Any]  # as the scorer gives them


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not (folder / "queries.jsonl").exists():
        print(f"There is no judged collection in {folder}: how well things are found was not measured.")
        return
    with tempfile.TemporaryDirectory(prefix="buurtnet-relevance-") as data:
        bring_in(folder, Path(data))
        asked = [sys.executable, "-m", "bench.relevance", "--ask", str(folder)]
        subprocess.run(asked, env=surroundings(Path(data)), check=True)


def bring_in(folder: Path, data: Path) -> None:
    """Import the collection, make its index, and its vectors where there is a model."""
    for words in (
        ["import", "places", str(folder / "places.json"), "--source", "judged", "--licence", "CC0-1.0"],
        ["import", "hsds", str(folder / "services.jsonl"), "--source", "judged", "--licence", "CC0-1.0"],
        ["index", "rebuild"],
        ["meaning", "build"],
    ):
        command = [sys.executable, "-m", "buurtnet.config", *words, "--data-dir", str(data)]
        done = subprocess.run(command, env=surroundings(data), capture_output=True, text=True, check=False)
        if done.returncode and words[0] != "meaning":
            raise SystemExit(done.stderr)


def surroundings(data: Path) -> dict[str, str]:
    return os.environ | {
        "BUURTNET_DEMO": "1",
        "BUURTNET_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
    }


def ask(folder: Path) -> None:
    """Score the collection in this process, whose data folder holds it."""
    from buurtnet.directory.find import newest_date  # noqa: PLC0415  # Django must be set up first
    from buurtnet.directory.ranking import WEIGHTS, Weights  # noqa: PLC0415
    from buurtnet.directory.run_files import run_lines  # noqa: PLC0415
    from buurtnet.search import meaning  # noqa: PLC0415

    lines = (folder / "queries.jsonl").read_text().splitlines()
    queries = [json.loads(line) for line in lines if line.strip()]
    scorer = runpy.run_path(str(folder.parent / "score.py"))
    on = newest_date()
    assert on

    def scores(weights: Weights = WEIGHTS, literal: frozenset[str] = frozenset()) -> Scores:
        answers = list(run_lines(lines, limit=100, on=on, weights=weights, literal=literal))
        ranked = {answer["query_id"]: answer["ranked"] for answer in answers}
        found: Scores = scorer["evaluate"](
            queries, ranked, {a["query_id"]: a["scores"] for a in answers if a["scores"]}
        )
        return found

    plain = replace(WEIGHTS, meaning=0.0)
    whole = [("without meaning", plain)]
    if meaning.is_available():
        whole.insert(0, ("with meaning", WEIGHTS))
    else:
        print("There is no model for meaning here: only words were measured.")
    for name, weights in whole:
        found = scores(weights)
        tell(name, found, scorer["show"])
        for what, change in ablations().items():
            tell_ablation(what, found, change(weights, scores))


def ablations() -> Mapping[str, Callable[[Any, Callable[..., Scores]], Scores]]:
    """Each ingredient taken out, by what is left out."""
    from buurtnet.directory.ranking import FIELDS, VARIANTS  # noqa: PLC0415
    from buurtnet.directory.understanding import NAMES  # noqa: PLC0415

    flat = dict.fromkeys(FIELDS, FIELDS["body"])
    alone = {how: float(how == "itself") for how in VARIANTS}

    def off(**changes: Any) -> Callable[[Any, Callable[..., Scores]], Scores]:
        return lambda weights, scores: scores(replace(weights, **changes))

    return {
        "the vocabulary": off(concept=0.0),
        "what was read from the words": lambda weights, scores: scores(weights, NAMES),
        "other forms of a word": off(variants=alone),
        "names and themes above texts": off(fields=flat),
        "whole names": off(whole_name=0.0),
        "second matches": off(tie=0.0),
        "words that stand nowhere": off(unknown=0.0),
        "unfinished words in the vocabulary": off(begun=0.0),
        "guesses beside concepts": off(guess=0.0),
        "less for words beside a concept": off(beside=1.0),
        "names of concepts beside the question": off(sure_mention=2.0),
        "found by meaning alone": off(least_alike=2.0),
        "nearness": off(near=0.0, near_named=0.0),
        "lightness": off(light=0.0),
        "freshness": off(fresh=0.0),
        "ages read": off(other_age=0.0),
        "times read": off(other_time=0.0),
        "languages read": off(other_language=0.0),
        "other wishes read": off(other_wish=0.0),
        "an honest nothing": off(least_sure=0.0),
    }


def tell(name: str, found: Scores, show: Callable[[Scores], None]) -> None:
    print(f"\n== {name}")
    show(found)
    rows = [found["categories"][one] for one in TOGETHER if one in found["categories"]]
    together = sum(row["success3"] * row["n"] for row in rows) / sum(row["n"] for row in rows)
    print(f"success@3 over {', '.join(TOGETHER)}: {together:.3f}; lowest {min(row['success3'] for row in rows):.3f}")
    first, second = halves(found)
    print(f"two halves of the queries, as they stand in the file: nDCG@10 {first:.3f} and {second:.3f}")
    print(f"\n{'left out':<40} nDCG@10  change  loses in both halves   success@3  nothing found rightly")


def halves(found: Scores) -> tuple[float, float]:
    rows = [row["ndcg10"] for row in found["per_query"].values() if row["category"] != "null"]
    return sum(rows[::2]) / len(rows[::2]), sum(rows[1::2]) / len(rows[1::2])


def tell_ablation(what: str, whole: Scores, found: Scores) -> None:
    keys = [key for key, row in whole["per_query"].items() if row["category"] != "null"]
    lost = {key: whole["per_query"][key]["ndcg10"] - found["per_query"][key]["ndcg10"] for key in keys}
    dice, both = random.Random(1), 0  # no secret
    for _ in range(DRAWS):
        half = set(dice.sample(keys, len(keys) // 2))
        both += all(sum(lost[key] for key in part) > 1e-9 for part in (half, set(keys) - half))
    empty = found["null"]["empty_rate"] if "null" in found else float("nan")
    print(
        f"{what:<40} {found['all']['ndcg10']:.3f}   {-sum(lost.values()) / len(keys):+.3f}"
        f"   {both / DRAWS:>10.0%} {found['all']['success3']:>18.3f} {empty:>12.2f}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        import django

        django.setup()
        ask(Path(sys.argv[2]))
    else:
        main()
