"""Names of months in the languages of feeds, and of zones beyond those of mail."""

from __future__ import annotations

__all__ = ["ENGLISH", "RFC_ZONES", "ZONES", "month_of"]

#: Names of zones that email.utils does not know, in hours from UTC. Names that mean several (IST, CST of
#: China) are left out, or are read as RFC 822 has them.
ZONES = {
    "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "met": 1, "cest": 2, "mesz": 2, "mest": 2, "eet": 2, "sast": 2, "cat": 2, "wat": 1,
    "eest": 3, "msk": 3, "eat": 3, "trt": 3, "gst": 4, "pkt": 5, "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "awst": 8, "pht": 8, "jst": 9,
    "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3, "art": -3, "clt": -4, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
#: Names of months by language, January first; variants of one month are parted by slashes. A beginning of
#: three letters stands for a name where it can mean no other.
_MONTHS = """
january february march april may june july august september/sept october november december
januar/jänner februar/feber märz/maerz/mrz april mai juni juli august september oktober november dezember
janvier/janv février/fevrier/févr mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre/decembre/déc
enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre diciembre/dic
gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto/ago settembre/set ottobre/ott novembre dicembre/dic
janeiro fevereiro/fev março/marco abril/abr maio/mai junho julho agosto/ago setembro/set outubro/out novembro dezembro/dez
januari februari maart/mrt april mei juni juli augustus september oktober/okt november december
januari februari mars april maj juni juli augusti september oktober/okt november december
januar februar marts april maj juni juli august september oktober november december
stycznia/styczeń lutego/luty marca/marzec kwietnia/kwiecień maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpień września/wrzesień października/październik listopada/listopad grudnia/grudzień
ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu prosince/prosinec
января/январь/янв февраля/февраль/фев марта/март апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен октября/октябрь/окт ноября/ноябрь/ноя декабря/декабрь/дек
січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень
ocak şubat/subat mart nisan mayıs/mayis haziran temmuz ağustos/agustos eylül/eylul ekim kasım/kasim aralık/aralik
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie/noi decembrie
január február március április május június július augusztus szeptember október november december
ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαϊ ιουνίου/ιουν ιουλίου/ιουλ αυγούστου/αυγ σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ
januari februari maret april mei juni juli agustus september oktober november desember
يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
"""
ENGLISH = frozenset(
    "january february march april may june july august september sept october november december "
    "jan feb mar apr jun jul aug sep oct nov dec".split()
)


def _month_table() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _MONTHS.strip().splitlines():
        for number, names in enumerate(line.split(), start=1):
            for name in names.split("/"):
                table.setdefault(name, number)
    # English abbreviations stand before all others: "mar" and "mai" of others do not unsettle them
    return table | {name[:3]: n for n, name in enumerate(_MONTHS.split()[:12], start=1)}


_MONTH = _month_table()


def month_of(name: str) -> int | None:
    """The number of a month by its name, or by a beginning of three letters or more that can mean one alone.

    Args:
        name: in lower case. "jui" is June and July of French, and so neither.
    """
    if name in _MONTH:
        return _MONTH[name]
    begun = {number for whole, number in _MONTH.items() if whole.startswith(name)} if len(name) > 2 else set()
    return begun.pop() if len(begun) == 1 else None


#: Names of zones that email.utils knows (RFC 822, 5.1).
RFC_ZONES = frozenset("UT UTC GMT Z EST EDT CST CDT MST MDT PST PDT AST ADT".split())
