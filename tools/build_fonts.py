"""Cut the fonts of the design language from the Fontsource packages (all SIL Open Font Licence 1.1).

Needs ``fonttools`` and ``brotli``, and a folder that holds the npm packages:

    npm install --prefix DIR @fontsource-variable/bitter@5.3.0 \
        @fontsource-variable/atkinson-hyperlegible-next@5.3.0 \
        @fontsource-variable/source-sans-3@5.3.0 @fontsource-variable/noto-sans-arabic@5.3.0
    python tools/build_fonts.py DIR/node_modules

Writes into ``buurtnet/kit/static/kit/fonts`` and prints the weight of each file. All Latin files together
stay within 70 kB; a browser fetches the ``-meer`` files and Arabic only for a page that shows such a letter
(``unicode-range`` in ``kit/static/kit/css/buurtnet.css``, printed here for each file).
"""

import argparse
import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parent.parent / "buurtnet" / "kit" / "static" / "kit" / "fonts"
LIMIT_BYTES = 70_000

PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))
# Dutch, French, German, Spanish, Portuguese, Nordic: the letters of Latin-1, with Œ.
LATIN_1 = "".join(chr(code) for code in range(0xC0, 0x100)) + "Œœı"
MARKS = "\u00a0§©«»°±²³·½¿¡–—‘’‚“”„•…‹›€™−"
HEADING_MARKS = "\u00a0«»·½¿¡–—‘’“”„…€"
TURKISH = "ĞğİıŞş"
POLISH = "ĄąĆćĘęŁłŃńŚśŹźŻż"
CZECH_ROMANIAN_CROATIAN = "ČčĎďĚěŇňŘřŠšŤťŮůŽžĂăȘșȚțĐđ"
DIGITS = "0123456789"
ARABIC = "".join(chr(code) for code in (*range(0x600, 0x700), 0x200C, 0x200D, 0x200E, 0x200F))


@dataclass(frozen=True)
class Cut:
    """One file to make: from which package file, which letters, which weights."""

    package: str
    part: str
    letters: str
    weights: tuple[int, int]
    target: str
    features: tuple[str, ...] = ("kern", "mark", "mkmk", "locl", "ccmp")
    is_latin: bool = True


CUTS = (
    Cut("bitter", "latin", PRINTABLE + HEADING_MARKS + LATIN_1, (680, 780), "bitter.woff2"),
    Cut("bitter", "latin-ext", TURKISH + POLISH, (680, 780), "bitter-meer.woff2"),
    Cut("atkinson-hyperlegible-next", "latin", PRINTABLE + MARKS + LATIN_1, (400, 700), "atkinson.woff2"),
    Cut(
        "atkinson-hyperlegible-next",
        "latin-ext",
        TURKISH + POLISH + CZECH_ROMANIAN_CROATIAN,
        (400, 700),
        "atkinson-meer.woff2",
    ),
    # Atkinson's zero has a slash, which reads as code in times and prices: these digits stand in front of it.
    Cut("source-sans-3", "latin", DIGITS, (400, 700), "cijfer.woff2", features=("tnum",)),
    Cut("noto-sans-arabic", "arabic", ARABIC, (400, 700), "arabisch.woff2", features=("*",), is_latin=False),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("node_modules", type=Path)
    packages: Path = parser.parse_args().node_modules / "@fontsource-variable"
    TARGET.mkdir(parents=True, exist_ok=True)
    latin = 0
    for cut in CUTS:
        data, letters = cut_font(packages / cut.package, cut)
        (TARGET / cut.target).write_bytes(data)
        shutil.copyfile(packages / cut.package / "LICENSE", TARGET / f"OFL-{cut.package}.txt")
        print(f"{cut.target:20} {len(data):7,} bytes  {unicode_range(letters)}")
        latin += len(data) * cut.is_latin
    print(f"{'Latin together':20} {latin:7,} bytes of {LIMIT_BYTES:,}")
    return 0 if latin <= LIMIT_BYTES else 1


def cut_font(package: Path, cut: Cut) -> tuple[bytes, set[int]]:
    """The woff2 bytes of one cut, and the code points that are in it."""
    font = TTFont(package / "files" / f"{cut.package}-{cut.part}-wght-normal.woff2")
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = list(cut.features)
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(text=cut.letters)
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": cut.weights}, inplace=True)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), set(font.getBestCmap())


def unicode_range(codes: set[int]) -> str:
    """The CSS ``unicode-range`` of these code points: ``{65, 66, 67, 90}`` is ``U+41-43,U+5A``."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


if __name__ == "__main__":
    sys.exit(main())
