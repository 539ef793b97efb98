"""Gather the Lucide icons the screens use into ``buurtnet/kit/data/icons.json`` (Lucide is ISC-licensed).

    npm install --prefix DIR lucide-static@1.62.0
    python tools/build_icons.py DIR/node_modules

To use another icon: add its Lucide name to ``NAMES``, run this, and write ``{% icon "name" %}``.
"""

import json
import re
import shutil
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "buurtnet" / "kit" / "data"

NAMES = [
    "accessibility", "arrow-left", "arrow-right", "baby", "bookmark", "bookmark-check", "bus", "calendar-days",
    "camera", "check", "chevron-down", "chevron-left", "chevron-right", "circle-alert", "circle-check",
    "circle-user", "clock", "clock-alert", "coins", "door-open", "download", "eye", "eye-off", "file-text",
    "footprints", "globe", "handshake", "heart-handshake", "house", "id-card", "info", "languages", "leaf", "list",
    "locate-fixed", "lock", "log-in", "mail", "map", "map-pin", "megaphone", "menu", "message-circle-question-mark",
    "moon", "pencil", "phone", "phone-call", "printer", "scale", "school", "search", "settings", "share-2",
    "shield-check", "signpost", "sliders-horizontal", "square", "sun", "trash-2", "trees", "triangle-alert", "user",
    "user-plus", "users", "volleyball", "volume-2", "waypoints", "x",
]  # fmt: skip


def main() -> int:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = Path(sys.argv[1]) / "lucide-static"
    icons = {name: shapes((package / "icons" / f"{name}.svg").read_text("utf-8")) for name in sorted(NAMES)}
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "icons.json").write_text(json.dumps(icons, indent=0) + "\n", "utf-8")
    shutil.copyfile(package / "LICENSE", TARGET / "LICENSE-lucide.txt")
    print(f"{len(icons)} icons")
    return 0


def shapes(svg: str) -> str:
    """What is drawn inside the ``<svg>`` element, on one line."""
    inside = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inside is None:
        raise ValueError("not an SVG file")
    return re.sub(r"\s*(<[^>]*?)\s*/>\s*", r"\1/>", inside.group(1)).strip()


if __name__ == "__main__":
    sys.exit(main())
