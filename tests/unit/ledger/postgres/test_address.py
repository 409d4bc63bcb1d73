import pytest

from sayso.errors import LedgerError
from sayso.ledger.postgres.address import Address, is_address

pytestmark = pytest.mark.of_a_file


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("postgresql://u@h/db", True),
        ("postgres:///db?host=/run", True),
        ("ledger.db", False),
        ("/x/postgresql:/h", False),
        ("", False),
    ],
)
def test_addresses_are_told_from_files(place: str, address: bool) -> None:
    assert is_address(place) is address


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("postgresql://ann:geheim@h/db", "postgresql://ann@h/db"),
        ("postgresql://ann:ge%40heim@h:5433/db?schema=news", "postgresql://ann@h:5433/db?schema=news"),
        ("postgresql://h/db?password=geheim&user=ann", "postgresql://h/db?password=…&user=ann"),
        ("postgresql://h/db?user=a&password=geheim&schema=b", "postgresql://h/db?user=a&password=…&schema=b"),
        ("postgresql://ann:geh:eim@h/db", "postgresql://ann@h/db"),
    ],
)
def test_no_password_is_shown(place: str, shown: str) -> None:
    address = Address.of(place)
    assert address.shown == shown
    assert "eim" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    "place", ["postgresql://ann:ge/h?eim@h/db", "postgresql://ann:geh#eim@h/db?schema=É"]
)
def test_no_password_is_shown_of_what_is_no_address(place: str) -> None:
    with pytest.raises(LedgerError) as caught:
        Address.of(place)
    assert "eim" not in f"{caught.value} {caught.value.item}"


def test_the_schema_is_ours_and_the_rest_is_passed_on() -> None:
    address = Address.of("postgresql://u@/db?host=%2Frun%2Fpg&schema=news&sslmode=require")
    assert (address.schema, address.database) == ("news", "db")
    assert address.url == "postgresql://u@/db?host=%2Frun%2Fpg&sslmode=require"


@pytest.mark.parametrize("schema", ["News", "a b", 'x"; DROP TABLE y', "pg_catalog", "", "ö", "a" * 64])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(LedgerError, match="no name for a schema"):
        Address.of(f"postgresql://h/db?schema={schema}")


def test_a_digest_is_of_the_place_and_not_of_the_password() -> None:
    one, other, third = (
        Address.of(f"postgresql://u:{w}@h/db{s}") for w, s in (("a", ""), ("b", ""), ("a", "?schema=x"))
    )
    assert one.digest == other.digest != third.digest
