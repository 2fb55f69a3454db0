"""Unknown tables of something else than orders: what their rows are, and what of them is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_analysis.errors import InputRefused, UnknownFormat
from crm_analysis.ingest import kinds
from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.report import ImportOptions, ImportReport
from crm_analysis.schema import RECORD_LOGS
from exports_support import empty_store

# Kind → headings and rows, and what the log then holds of the first row.
TABLES = {
    "members": (
        "Kundennummer;E-Mail-Adresse;Geburtsdatum;Stufe;Treuepunkte;Kunde seit;Newsletter abonniert\n"
        "K1;ANNA@example.de;12.05.1990;Gold;1250;03.01.2024;ja\nK2;ben@example.de;;Silber;80;13.02.2024;nein\n"
        "K3;cid@example.de;23.12.1985;Silber;0;20.02.2024;nein\n",
        {"buyer_id": "K1", "email": "anna@example.de", "birthday": "1990-05-12", "level": "Gold", "points": "1250.0000",
         "registered_on": "2024-01-03", "accepts_email": "True"},
    ),
    "products": (
        "商品コード,商品名,カテゴリ,販売価格,原価\nA1,湯のみ,食器,1200,400\nA2,急須,食器,3500,1500\nA3,茶,飲料,900,300\n",
        {"product_id": "A1", "product": "湯のみ", "category": "食器", "price": "1200.0000", "cost": "400.0000"},
    ),
    "spend": (
        "Fecha,Canal,Campaña,Gasto,Clics\n2026-01-03,Meta,Rebajas,120.50,310\n2026-01-04,Meta,Rebajas,99.00,210\n"
        "2026-01-05,Google,Marca,10.00,20\n",
        {"spent_on": "2026-01-03", "channel": "Meta", "campaign": "Rebajas", "amount": "120.5000", "clicks": "310"},
    ),
    "feedback": (
        "Produit;Note sur 5;Commentaire;Adresse e-mail;Date de l'avis\nTasse;5;Très joli;anna@example.fr;13/01/2026\n"
        "Bol;2;Fêlé;ben@example.fr;14/01/2026\nBol;4;Bien;cid@example.fr;15/01/2026\n",
        {"kind": "review", "product": "Tasse", "rating": "5.0000", "text": "Très joli", "email": "anna@example.fr",
         "given_at": "2026-01-13 00:00:00"},
    ),
    "events": (
        "用户id,行为类型,商品id,行为时间\n7,view,A1,2026-01-03 10:00:00\n7,cart,A1,2026-01-03 10:05:00\n"
        "8,view,A2,2026-01-03 11:00:00\n",
        {"buyer_id": "7", "event": "view", "product_id": "A1", "happened_at": "2026-01-03 10:00:00"},
    ),
    "refunds": (
        "Mã đơn hàng,Ngày hoàn tiền,Số tiền hoàn,Lý do\nD1,2026-01-03,-150000,Hỏng\nD2,2026-01-04,90000,Sai cỡ\n"
        "D3,2026-01-09,10000,Sai cỡ\n",
        {"order_id": "D1", "refunded_at": "2026-01-03 00:00:00", "amount": "150000.0000", "reason": "Hỏng"},
    ),
    "contacts": (
        "E-Mail-Adresse;Gesendet am;Kampagne;Betreff\nANNA@example.de;03.01.2026 09:30;Frühling;Neue Tees\n"
        "ben@example.de;03.01.2026 09:30;Frühling;Neue Tees\ncid@example.de;14.01.2026 10:00;;Danke\n",
        {"email": "anna@example.de", "contacted_at": "2026-01-03 09:30:00", "campaign": "Frühling",
         "text": "Neue Tees"},
    ),
}  # fmt: skip


def imported(folder: Path, text: str, log: str, **options) -> tuple[ImportReport, dict[str, str]]:
    """The report, and the first row of the log of a kind."""
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    with empty_store() as store:
        report = import_file(store, path, ImportOptions(**options))
        with store.cursor() as cursor:
            row = cursor.execute(f"SELECT * FROM {RECORD_LOGS[log].name} ORDER BY line_no LIMIT 1").fetchone()
    return report, {name: str(value) for name, value in zip(RECORD_LOGS[log].column_names, row, strict=True)}


@pytest.mark.parametrize("kind", TABLES)
def test_the_kind_is_told_by_the_headings(kind: str, tmp_path: Path) -> None:
    text, wanted = TABLES[kind]
    report, row = imported(tmp_path, text, kind)
    assert (report.kind, report.platform, report.lines_stored, report.rows_rejected) == (kind, "generic", 3, 0)
    assert wanted.items() <= row.items()


def test_every_kind_that_can_be_guessed_has_a_table_here() -> None:
    assert set(TABLES) == set(kinds.ALL) - {"orders"}


@pytest.mark.parametrize("kind", [kind for kind in kinds.ALL if kind != "orders"])
def test_every_role_is_a_column_of_its_log(kind: str) -> None:
    assert set(kinds.ALL[kind].roles) <= set(RECORD_LOGS[kind].column_names)
    assert set(kinds.ALL[kind].telling) <= set(kinds.ALL[kind].roles)


def test_the_owner_says_what_the_rows_are(tmp_path: Path) -> None:
    text = "Email,Name,Zone\nanna@x.org,Anna,7\nben@x.org,Ben,8\ncid@x.org,Cid,9\n"
    with pytest.raises(UnknownFormat):
        imported(tmp_path, text, "members")
    report, row = imported(tmp_path, text, "members", kind="members")
    assert (report.kind, report.lines_stored) == ("members", 3)
    assert (row["email"], row["name"]) == ("anna@x.org", "Anna")


def test_a_kind_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"pets is no kind of table .* Known are: orders, members"):
        imported(tmp_path, "a,b\n1,2\n", "members", kind="pets")


def test_orders_with_a_birthday_are_orders(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "Order No,Date,Email,Birthday,Amount\n1,2026-01-03,a@x.org,1990-05-12,5.00\n"
        "2,2026-01-04,b@x.org,1990-05-13,6.00\n3,2026-01-05,c@x.org,1990-05-14,7.00\n",
        encoding="utf-8",
    )
    found = inspect(path, ImportOptions())
    assert (found.kind, found.mapping["ordered_at"]) == ("orders", "Date")


def test_a_saved_mapping_keeps_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLES["members"][0], encoding="utf-8")
    with empty_store() as store:
        import_file(store, path, ImportOptions(save_mapping="Kundenkartei"))
        path.write_text(TABLES["members"][0].replace("K1", "K9"), encoding="utf-8")
        report = import_file(store, path, ImportOptions())
    assert (report.kind, report.recognised_by) == ("members", "saved: Kundenkartei")
