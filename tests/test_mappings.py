"""Mappings that are saved under a name: known again by headings, kept as a file, refused if broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_analysis.cli import main
from crm_analysis.errors import InputRefused
from crm_analysis.ingest import mapping_file
from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import mappings
from crm_analysis.store.mappings import SavedMapping, fingerprint
from exports_support import empty_store

HEADINGS = "Nr;Wann;Wer;Wieviel"
TILL = HEADINGS + "\n1;13.01.2026;anna@x.org;1.234,50\n2;14.01.2026;ben@x.org;7,00\n"
LATER = "Wieviel;Nr;Wer;Wann\n5,00;3;ben@x.org;01.02.2026\n6,00;4;ben@x.org;03.02.2026\n"
MAPPING = {"order_id": "Nr", "ordered_at": "Wann", "email": "Wer", "amount": "Wieviel"}
SAVED = SavedMapping(
    "Kassensystem", "orders", tuple(HEADINGS.split(";")), MAPPING, "day", "comma", "EUR", "Europe/Berlin"
)


def write(folder: Path, text: str, name: str = "kasse.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_is_saved_with_the_import_and_known_again(tmp_path: Path) -> None:
    options = ImportOptions(mapping=MAPPING, save_mapping="Kassensystem", currency="EUR", timezone="Europe/Berlin")
    with empty_store() as store:
        import_file(store, write(tmp_path, TILL), options)
        assert mappings.listing(store) == (SAVED,)
        report = import_file(store, write(tmp_path, LATER), ImportOptions())
        with store.cursor() as cursor:
            days = cursor.execute("SELECT CAST(ordered_on AS VARCHAR) FROM orders ORDER BY order_id").fetchall()
    assert report.recognised_by == "saved: Kassensystem"
    assert report.currency == "EUR"
    assert [day for (day,) in days] == ["2026-01-13", "2026-01-14", "2026-02-01", "2026-02-03"]


def test_a_look_says_by_which_mapping_a_file_is_read(tmp_path: Path) -> None:
    found = inspect(write(tmp_path, LATER), ImportOptions(), saved=[SAVED])
    assert (found.saved_as, found.problem, found.unconfirmed) == ("Kassensystem", None, False)
    assert {guess.by for guess in found.guesses.values()} == {"saved"}


def test_what_the_owner_says_counts_more_than_what_was_saved(tmp_path: Path) -> None:
    said = {"order_id": "Wieviel", "ordered_at": "Wann", "email": "Wer", "amount": "Nr"}
    found = inspect(write(tmp_path, LATER), ImportOptions(mapping=said, date_order="month"), saved=[SAVED])
    assert found.saved_as == ""
    assert list(found.preview["amount"]) == [3.0, 4.0]


def test_a_saved_mapping_goes_before_a_platform(tmp_path: Path) -> None:
    """Orders that came in as a table must not come in a second time under a platform that is learned later."""
    headings = (
        "Name",
        "Email",
        "Financial Status",
        "Paid at",
        "Created at",
        "Lineitem name",
        "Lineitem quantity",
        "Total",
    )
    mapping = {"order_id": "Name", "ordered_at": "Created at", "order_total": "Total"}
    saved = SavedMapping("Old shop", "orders", headings, mapping)
    path = write(tmp_path, ";".join(headings) + "\n#1;a@x.org;paid;2026-01-03;2026-01-03;Mug;1;5.00\n")
    assert inspect(path, ImportOptions(), saved=[saved]).layout == "generic"


def test_a_mapping_by_its_name(tmp_path: Path) -> None:
    with empty_store() as store:
        mappings.save(store, SAVED)
        more = write(tmp_path, "Nr;Wann;Wer;Wieviel;Notiz\n1;13.01.2026;a@x.org;5,00;x\n")
        report = import_file(store, more, ImportOptions(saved_mapping="Kassensystem"))
        assert report.recognised_by == "saved: Kassensystem"
        with pytest.raises(InputRefused, match="no column Nr"):
            import_file(store, write(tmp_path, "a;b\n1;2\n"), ImportOptions(saved_mapping="Kassensystem"))
        with pytest.raises(InputRefused, match=r"no saved mapping Till\. Saved are: Kassensystem"):
            import_file(store, more, ImportOptions(saved_mapping="Till"))


def test_a_dry_run_saves_nothing(tmp_path: Path) -> None:
    with empty_store() as store:
        import_file(store, write(tmp_path, TILL), ImportOptions(mapping=MAPPING, save_mapping="K", dry_run=True))
        assert mappings.listing(store) == ()


def test_a_platforms_export_has_no_mapping_to_save(tmp_path: Path) -> None:
    sample = Path(__file__).parent / "exports" / "shopify" / "sample.csv"
    with empty_store() as store:
        with pytest.raises(InputRefused, match="no mapping to save"):
            import_file(store, sample, ImportOptions(save_mapping="Shopify"))
        with store.cursor() as cursor:
            assert cursor.execute("SELECT COUNT(*) FROM uploads").fetchone() == (0,)


def test_one_name_and_one_set_of_headings_have_one_mapping() -> None:
    other = SavedMapping("Other", "orders", ("x", "y"), {"order_id": "x"})
    again = SavedMapping("Till", "orders", tuple(reversed(SAVED.headings)), MAPPING)
    with empty_store() as store:
        for saved in (SAVED, other, again):
            mappings.save(store, saved)
        assert [saved.name for saved in mappings.listing(store)] == ["Other", "Till"]


def test_headings_are_the_same_whatever_their_order_case_and_accents() -> None:
    assert fingerprint(["Número", "Data"]) == fingerprint(["DATA", "numero"])
    assert fingerprint(["Número"]) != fingerprint(["Número", "Data"])


def test_rename_and_delete() -> None:
    with empty_store() as store:
        mappings.save(store, SAVED)
        mappings.save(store, SavedMapping("Other", "orders", ("x",), {"order_id": "x"}))
        with pytest.raises(InputRefused, match="a mapping Other already"):
            mappings.rename(store, "Kassensystem", "Other")
        with pytest.raises(InputRefused, match="1 to 80 characters"):
            mappings.rename(store, "Kassensystem", "  ")
        mappings.rename(store, "Kassensystem", "Till")
        mappings.delete(store, "Other")
        assert [saved.name for saved in mappings.listing(store)] == ["Till"]
        with pytest.raises(InputRefused, match="no saved mapping Other"):
            mappings.delete(store, "Other")


# ---------------------------------------------------------------- as a file


def test_there_and_back_through_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, mapping_file.written(SAVED), "kasse.json")
    assert mapping_file.read_file(path) == SAVED


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(mapping_file.written(SAVED)), **fields})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no mapping"),
        ("order_id,amount", "is no mapping"),
        ("[1, 2]", "is no mapping"),
        ('{"name": "x"}', "is no mapping"),
        ("[" * 100_000, "is no mapping"),
        (changed(huitou_mapping=2), "version 2; this program reads version 1"),
        (changed(name=""), "its name cannot be used"),
        (changed(kind="pets"), "its kind cannot be used"),
        (changed(headings="Nr"), "its headings cannot be used"),
        (changed(mapping={"order_id": "Nummer"}), "its mapping cannot be used"),
        (changed(mapping={"colour": "Nr"}), "its mapping cannot be used"),
        (changed(mapping={}), "its mapping cannot be used"),
        (changed(decimal="dot"), "its decimal cannot be used"),
        (changed(date_order=3), "its date_order cannot be used"),
        (changed(currency=3), "its currency cannot be used"),
    ],
)
def test_a_file_that_is_none_gets_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=sentence):
        mapping_file.read_file(write(tmp_path, text, "m.json"))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"m\.json is no mapping"):
        mapping_file.read(b"\xff\xfe\x00", "m.json")


# ---------------------------------------------------------------- at the command line


def test_from_one_store_to_another_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other, kept = (str(tmp_path / name) for name in ("one.duckdb", "other.duckdb", "kasse.json"))
    till = str(write(tmp_path, TILL))
    named = [word for role, heading in MAPPING.items() for word in ("--map", f"{role}={heading}")]
    assert main(["--store", one, "import", till, *named, "--save-mapping", "Kassensystem", "--currency", "EUR"]) == 0
    assert main(["--store", one, "mapping", "export", "Kassensystem", "--to", kept]) == 0
    assert main(["--store", other, "mapping", "import", kept]) == 0
    assert main(["--store", other, "mapping", "rename", "Kassensystem", "Till"]) == 0
    capsys.readouterr()
    assert main(["--store", other, "mappings"]) == 0
    assert "Till,orders,Nr; Wann; Wer; Wieviel,order_id=Nr" in capsys.readouterr().out
    assert main(["--store", other, "import", till, "--mapping", "Till"]) == 0
    assert main(["--store", other, "mapping", "delete", "Till"]) == 0
    assert main(["--store", other, "mapping", "delete", "Till"]) == 3
    assert "no saved mapping Till" in capsys.readouterr().err


def test_a_guess_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "store.duckdb")
    path = str(
        write(tmp_path, "a;b;c;d\n" + "".join(f"{n + 70};2026-01-{n:02};c{n}@x.org;{n},50\n" for n in range(1, 9)))
    )
    assert main(["--store", store, "import", path]) == 3
    assert "order_id (order number) = a" in capsys.readouterr().err
    assert main(["--store", store, "import", path, "--accept-guess", "--decimal", "comma"]) == 0
