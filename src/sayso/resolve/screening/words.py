"""Names as screening compares them: folded words in Latin letters, whatever script they were written in."""

from __future__ import annotations

import re

from sayso.resolve.names import key

__all__ = ["name_words"]

#: Russian, Ukrainian, Belarusian and South Slavic letters as English texts write them (BGN/PCGN, simplified).
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ye", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
    "џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "қ": "k", "ғ": "gh", "ә": "a", "ө": "o", "ү": "u", "ұ": "u",
    "һ": "h", "ң": "ng",
}  # fmt: skip
_TABLE = str.maketrans({**_CYRILLIC, **{c.upper(): v for c, v in _CYRILLIC.items()}})
#: Legal forms and titles, which tell nothing of whom they stand beside.
_FORMS = frozenset(
    "the of and ltd limited llc inc incorporated co company corp corporation plc gmbh ag sa sarl srl spa bv nv ooo oao "
    "ao pao zao jsc ojsc pjsc cjsc llp lp fze fzco fzc dmcc pte pty sdn bhd mr mrs ms dr sheikh general colonel haji "
    "mullah mawlawi maulvi sayyid al el".split()
)
_WORD = re.compile(r"\w+")


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without legal forms and titles unless nothing else is left.

    >>> name_words("ООО «Вектор»"), name_words("Viktor BOUT"), name_words("Al-Shabaab")
    (('vektor',), ('viktor', 'bout'), ('shabaab',))
    """
    folded = key(name.translate(_TABLE)).split()
    if not folded:
        # a script we have no table for: its own letters, in small
        folded = _WORD.findall(name.casefold())
    told = [w for w in folded if w not in _FORMS]
    return tuple(told or folded)
