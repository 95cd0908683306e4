"""Ranges of characters, as they stand between the brackets of an expression."""

from __future__ import annotations

from typing import Final

# Signs and pictures (☎ ✅ ⬛ 🀄 📉) and the mark that colours them. Clauses are parted at them, and the weights of
# claims.tsv were learned from those clauses: change this only together with them.
PICTOGRAMS: Final = r"\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f"
