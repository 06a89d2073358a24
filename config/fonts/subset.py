"""Makes the font of our papers anew: the part of Noto Sans SC that Chinese papers need.

    python -m config.fonts.subset NotoSansSC_400Regular.ttf

The source is the file of that name in the npm package `@expo-google-fonts/noto-sans-sc` 0.4.3. The part holds GB 2312,
European letters, the characters of our own texts, and those that people are called by which GB 2312 lacks. From the
same source and texts come the same bytes. Needs fonttools, a tool of developers; nothing that runs imports this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from fontTools import subset

from config.fonts import PATH

SOURCE = "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16"
ROOT = Path(__file__).parents[2]
EUROPEAN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B]
MARKS = "‐‑‒–—―‘’‚“”„†‡•…‰′″‹›€™←↑→↓√≤≥≠≈■□▢▲△▼▽◆◇○●★☆☐☑✓✔✗✕⏎￥（）【】〔〕〈〉《》「」『』·"
# Of names and places. Asked for too seldom for GB 2312, met every day at a counter.
NAMES = """
喆堃玥翀晞昇犇骉垚珺瑄琤琍玗玘珅珮琎琯瑀璟璠璘璿昉旻旸昳晙晢晧暐暕暘曈曌炘焜熤燊燚爔姈婳媄媗嫄嬅芃莀沄沚洢洺浥淏湉湜
溦澔濛峣崟伋俶倓倞偲儁冏勍卬叡埈埼堉夐奡姞孖寀帨弢弨彧彣忞惇惢愔慜揚摛敔斝晳朓杬柷栐梣楙沨浛浟淯渟溁漷潽澂瀔炟烜烝烺
焌燏牁玠玭珖珣珦珪琇琡琫琲瑆瑝瑢瑧瑨瑱璆璥璪璲瓅瓛皞盉睆瞾矞砮碶祎祐禔禛禤秬秾稑竑箖縠纕纮翃翙翚翛肸脩莙萩蒨蓂虓螣衎
訚訸詝詠諟赑赟赪趯軏辀邟郕鄀釐釒锜镕镠阇霂韡頔颋颎飏飐馝骎骕骙髙鹮麃龑龢伃佺俍傕円冔凃凓刕勣勵咥哱啟喦噀囧垍埗堌堭壡
奭妘姌婞媖嬿孮宬峃嵎嶓嶲巂弇惔憕扆旟旳昺暅杺枟柈栻椙榑橦欶毌毐汧汭沇沘泚洑洣洨浡浬涘渰湑湨溇溎滆滍滘滪瀍
"""


def characters() -> set[str]:
    return {*map(chr, EUROPEAN), *MARKS, *NAMES, *_gb2312(), *our_texts()} - {"\n", "\t", "\r"}


def _gb2312() -> Iterator[str]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def our_texts() -> Iterator[str]:
    """What the program itself can say: its catalogue, the texts of the packs, letters."""
    written = ("config/locale/*/*/django.po", "assessments/packs/**/*.yaml", "cases/templates/cases/letters/*.txt")
    for path in (path for pattern in written for path in ROOT.glob(pattern)):
        yield from path.read_text(encoding="utf-8")


def main(source: str) -> None:
    if sha256(Path(source).read_bytes()).hexdigest() != SOURCE:
        sys.exit("This is another file than the one that the part is made of.")
    options = subset.Options(
        hinting=False, layout_features=[], glyph_names=False, notdef_outline=True, recalc_timestamp=False
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "vhea", "vmtx", "gasp"]
    font = subset.load_font(source, options)
    part = subset.Subsetter(options)
    part.populate(unicodes=sorted(map(ord, characters())))
    part.subset(font)
    font.save(PATH)
    print(f"{PATH.name}: {len(font.getBestCmap())} characters, {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
