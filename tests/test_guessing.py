"""Which column of an unknown table plays which role: by its heading in many languages, its spelling, its values."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_analysis.errors import GuessUnconfirmed, UnknownFormat
from crm_analysis.ingest.files import SourceTable
from crm_analysis.ingest.guessing import UNCONFIRMED, guess
from crm_analysis.ingest.load import import_file, inspect
from crm_analysis.ingest.profiles import sampled
from crm_analysis.ingest.reading import open_source
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.rules.synonyms import spelling
from exports_support import empty_store


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def opened(folder: Path, text: str) -> SourceTable:
    return open_source(write(folder, text), "table.csv", folder)


def guessed(folder: Path, text: str) -> dict[str, tuple[str, str]]:
    """Role → heading and reason."""
    source = opened(folder, text)
    with sampled(source, folder) as sample:
        found = guess(source.heading.headings, sample)
    return {role: (told.heading, told.by) for role, told in found.items()}


def by_heading(folder: Path, text: str) -> dict[str, str]:
    found = guessed(folder, text)
    assert {by for _, by in found.values()} <= {"heading"}, found
    return {role: heading for role, (heading, _) in found.items()}


# ---------------------------------------------------------------- headings in many languages

# Language → the headings of a till, a shop system or a spreadsheet, the columns in the order of ROLES.
ROLES = ("order_id", "ordered_at", "name", "email", "phone", "product_id", "product", "quantity", "unit_price", "total")
TABLES = {
    "English": "Order No.|Date of purchase|Customer name|E-mail|Mobile|SKU|Item|Qty|Unit price|Line total",
    "English, code": (
        "orderId|createdAt|customerName|customer_email|phone_number|"
        "product.sku|productName|qty|unitPrice|lineTotal"
    ),
    "简体中文": "订单编号|下单时间|客户姓名|邮箱|手机号|商品编码|商品名称|数量|单价（元）|小计（元）",
    "繁體中文": "訂單編號|訂單日期|顧客姓名|電子郵件|手機|商品貨號|商品名稱|數量|單價|小計",
    "Deutsch": (
        "Beleg-Nr.|Belegdatum|Kundenname|E-Mail-Adresse|Telefon|"
        "Artikel-Nr.|Bezeichnung|Menge|Einzelpreis|Betrag (EUR)"
    ),
    "Français": (
        "N° de commande|Date de commande|Nom du client|Adresse e-mail|Téléphone|"
        "Référence|Désignation|Qté|Prix unitaire|Montant TTC"
    ),
    "Español": (
        "Nº de pedido|Fecha del pedido|Nombre del cliente|Correo electrónico|Teléfono|"
        "Código de producto|Artículo|Cantidad|Precio unitario|Importe"
    ),
    "Português": (
        "Número do pedido|Data da compra|Nome do cliente|E-mail do cliente|Celular|"
        "Código do produto|Produto|Qtde|Preço unitário|Valor"
    ),
    "日本語": "注文番号|注文日時|お名前|メールアドレス|電話番号|商品コード|商品名|個数|単価(税込)|小計",
    "Bahasa Indonesia": (
        "No. Pesanan|Tanggal Pesanan|Nama Pelanggan|Email|No. HP|"
        "Kode Produk|Nama Produk|Jumlah|Harga Satuan|Subtotal"
    ),
    "Tiếng Việt": (
        "Mã đơn hàng|Ngày đặt hàng|Tên khách hàng|Email khách hàng|Số điện thoại|"
        "Mã sản phẩm|Tên sản phẩm|Số lượng|Đơn giá|Thành tiền"
    ),
    "ไทย": (
        "หมายเลขคำสั่งซื้อ|วันที่สั่งซื้อ|ชื่อลูกค้า|อีเมล|เบอร์โทรศัพท์|"
        "รหัสสินค้า|ชื่อสินค้า|จำนวน|ราคาต่อหน่วย|จำนวนเงิน"
    ),
    "Italiano": (
        "Numero ordine|Data ordine|Nome cliente|Indirizzo email|Cellulare|"
        "Codice articolo|Articolo|Quantità|Prezzo unitario|Importo"
    ),
    "Nederlands": (
        "Bestelnummer|Besteldatum|Klantnaam|E-mailadres|Telefoon|"
        "Productcode|Omschrijving|Aantal|Stukprijs|Bedrag"
    ),
    "Polski": (
        "Numer zamówienia|Data zamówienia|Imię i nazwisko|Adres e-mail|Numer telefonu|"
        "Kod produktu|Nazwa produktu|Ilość|Cena|Kwota"
    ),
    "Türkçe": (
        "Sipariş No|Sipariş Tarihi|Müşteri Adı|E-posta|Telefon Numarası|"
        "Ürün Kodu|Ürün Adı|Adet|Birim Fiyat|Tutar"
    ),
    "한국어": "주문번호|주문일시|주문자명|이메일|휴대폰번호|상품코드|상품명|수량|단가|금액",
}  # fmt: skip
ROWS = """
A-1001|2026-01-03 10:00|Anna Berg|anna@example.com|+49 171 5550101|MUG-1|Mug, blue|2|12.50|25.00
A-1001|2026-01-03 10:00|Anna Berg|anna@example.com|+49 171 5550101|CUP-2|Cup|1|10.00|10.00
A-1002|2026-01-13 11:00|Ben Cole|ben@example.com|+49 171 5550102|MUG-1|Mug, blue|1|12.50|12.50
A-1003|2026-02-01 12:00|Anna Berg|ANNA@example.com|+49 171 5550101|CUP-2|Cup|3|10.00|30.00
"""


@pytest.mark.parametrize("language", TABLES)
def test_headings_of_every_language(language: str, tmp_path: Path) -> None:
    headings = TABLES[language].split("|")
    found = by_heading(tmp_path, TABLES[language] + ROWS)
    wanted = {"amount" if role == "total" else role: heading for role, heading in zip(ROLES, headings, strict=True)}
    del wanted["unit_price"]  # quantity × price is the amount: taking both would count the money twice
    assert found == wanted


@pytest.mark.heavy
@pytest.mark.parametrize("language", TABLES)
def test_tables_of_every_language_give_the_same_orders_without_help(language: str, tmp_path: Path) -> None:
    with empty_store() as store:
        report = import_file(store, write(tmp_path, TABLES[language] + ROWS), ImportOptions(currency="EUR"))
        with store.cursor() as cursor:
            rows = cursor.execute("""
                SELECT order_id, CAST(ordered_on AS VARCHAR), email, CAST(gross_sales AS DOUBLE) FROM orders ORDER BY 1
            """).fetchall()
    assert (report.rows_read, report.lines_stored) == (4, 4)
    assert rows == [
        ("A-1001", "2026-01-03", "anna@example.com", 35.0), ("A-1002", "2026-01-13", "ben@example.com", 12.5),
        ("A-1003", "2026-02-01", "anna@example.com", 30.0),
    ]  # fmt: skip


TILLS = {
    "Kassensystem": (
        "Bon-Nr.;Datum;Kunde;Warengruppe;Artikel;Stück;Preis;Summe\n"
        "1;03.01.2026;anna@example.com;Becher;Becher blau;2;12,50;25,00\n"
        "1;03.01.2026;anna@example.com;Tassen;Tasse;1;10,00;10,00\n"
        "2;13.01.2026;ben@example.com;Becher;Becher blau;1;12,50;12,50\n",
        {"order_id": "Bon-Nr.", "ordered_at": "Datum", "email": "Kunde", "product": "Artikel",
         "category": "Warengruppe", "quantity": "Stück", "unit_price": "Preis", "order_total": "Summe"},
    ),
    "レジ": (
        "伝票番号,会計日時,会員番号,メニュー,点数,合計金額,店舗\n"
        "000123,2026/01/03 10:00,M01,コーヒー,2,900,渋谷\n000124,2026/01/03 10:05,M02,紅茶,1,450,渋谷\n"
        "000125,2026/01/04 10:00,M01,紅茶,1,450,新宿\n",
        {"order_id": "伝票番号", "ordered_at": "会計日時", "buyer_id": "会員番号", "product": "メニュー",
         "quantity": "点数", "order_total": "合計金額", "channel": "店舗"},
    ),
    "caisse": (
        "Ticket;Date et heure;Client;Libellé;Quantité;PU TTC;Total TTC\n"
        "T1;03/01/2026 10:00;Anna Berg;Tasse;1;10,00;10,00\nT2;13/01/2026 10:00;Ben Cole;Tasse;2;10,00;20,00\n"
        "T3;14/01/2026 10:00;Anna Berg;Bol;2;8,00;16,00\n",
        {"order_id": "Ticket", "ordered_at": "Date et heure", "name": "Client", "product": "Libellé",
         "quantity": "Quantité", "unit_price": "PU TTC", "order_total": "Total TTC"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("till", TILLS)
def test_tills(till: str, tmp_path: Path) -> None:
    text, wanted = TILLS[till]
    assert by_heading(tmp_path, text) == wanted


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Order_ID", "order id"), ("orderId", "ORDER-ID"), ("Order ID (#)", "order.id"), ("ＳＫＵ", "sku"),
        ("Prix unitaire €", "PRIX UNITAIRE"), ("Téléphone", "telephone"), ("Betrag [EUR]", "betrag"),
        ("Total USD", "total"), ("EUR Betrag", "Betrag"), ("商品数量(件)", "商品数量"), ("单价（元）", "单价"),
        ("Số lượng", "so luong"),
        ("Te\u0301le\u0301phone", "Téléphone"), ("Straße", "STRASSE"), ("Đơn giá", "don gia"),
    ],
)  # fmt: skip
def test_headings_that_are_one(written: str, same: str) -> None:
    assert spelling(written) == spelling(same) != ""


@pytest.mark.parametrize(("one", "other"), [("がく", "かく"), ("ชื่อ", "ชอ"), ("EUR", "USD"), ("(a)", "(b)"), ("№", "#")])
def test_headings_that_are_two(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


# ---------------------------------------------------------------- headings that mean nothing: what stands below them

LINES = """
5001;03.01.2026 10:00;anna@example.com;Becher blau;2;12,50;25,00
5001;03.01.2026 10:00;anna@example.com;Tasse;1;10,00;10,00
5002;13.01.2026 11:00;ben@example.com;Becher blau;1;12,50;12,50
5003;01.02.2026 12:00;anna@example.com;Tasse;3;10,00;30,00
5003;01.02.2026 12:00;anna@example.com;Kanne;1;40,00;40,00
"""


def test_a_table_of_lines_by_its_values(tmp_path: Path) -> None:
    found = guessed(tmp_path, "X1;X2;X7;F4;F5;F6;F7" + LINES)
    assert found == {
        role: (heading, "values")
        for role, heading in {
            "order_id": "X1", "ordered_at": "X2", "email": "X7", "product": "F4", "quantity": "F5", "amount": "F7",
        }.items()
    }  # fmt: skip


def test_whole_orders_by_their_values(tmp_path: Path) -> None:
    text = (
        "a,b,c,d,e\n10001,2026-01-03,0912345678,150.00,VND\n10002,2026-01-04,0987654321,99.50,VND\n"
        "10003,2026-01-09,0912345678,20.00,VND\n10004,2026-01-12,0911111111,12.00,VND\n"
    )
    found = guessed(tmp_path, text)
    assert {role: heading for role, (heading, _) in found.items()} == {
        "order_id": "a", "ordered_at": "b", "phone": "c", "amount": "d", "currency": "e",
    }  # fmt: skip


def test_values_fill_only_what_headings_leave_open(tmp_path: Path) -> None:
    text = (
        "Order No,Date,X7,Amount\n"
        "1,2026-01-03,anna@x.org,10.00\n2,2026-01-04,ben@x.org,5.00\n3,2026-01-09,anna@x.org,7.50\n"
    )
    found = guessed(tmp_path, text)
    assert found["email"] == ("X7", "values")
    assert {role for role, (_, by) in found.items() if by == "heading"} == {"order_id", "ordered_at", "amount"}


def test_values_veto_a_heading(tmp_path: Path) -> None:
    text = (
        "Order No,Date,Customer,Amount,Price\n1,2026-01-03,anna@x.org,small,10.00\n2,2026-01-04,ben@x.org,large,5.00\n"
        "3,2026-01-09,anna@x.org,large,7.50\n"
    )
    found = guessed(tmp_path, text)
    assert "amount" not in found
    assert found["unit_price"] == ("Price", "heading")
    assert found["email"] == ("Customer", "heading"), "a customer that is an e-mail is joined by it"


# ---------------------------------------------------------------- adversarial columns


def test_numbers_of_orders_that_look_like_phones(tmp_path: Path) -> None:
    rows = "".join(f"{13800000000 + n},2026-01-{n + 1:02},C{n % 4},{n}.50\n" for n in range(20))
    found = guessed(tmp_path, "p,q,r,s\n" + rows)
    assert found["order_id"] == ("p", "values")
    assert "phone" not in found
    assert found["buyer_id"] == ("r", "values")


def test_numbers_that_look_like_years_are_no_dates(tmp_path: Path) -> None:
    rows = "".join(f"{1990 + n},2026-01-{n + 1:02},{n}.50\n" for n in range(20))
    found = guessed(tmp_path, "p,q,s\n" + rows)
    assert {role: heading for role, (heading, _) in found.items()} == {
        "order_id": "p",
        "ordered_at": "q",
        "amount": "s",
    }


def test_dates_written_as_numbers(tmp_path: Path) -> None:
    rows = "".join(f"{700 + n},202601{n + 1:02},{n}.50\n" for n in range(20))
    found = guessed(tmp_path, "p,q,s\n" + rows)
    assert (found["ordered_at"][0], found["order_id"][0]) == ("q", "p")


def test_a_birthday_is_no_day_of_an_order(tmp_path: Path) -> None:
    rows = "".join(f"1980-05-{n % 3 + 1:02},{700 + n},2026-01-{n + 1:02},{n}.50\n" for n in range(20))
    assert guessed(tmp_path, "p,q,r,s\n" + rows)["ordered_at"][0] == "r"


def test_of_two_amounts_the_one_that_is_quantity_times_price(tmp_path: Path) -> None:
    rows = "".join(
        f"{700 + n},2026-01-{n + 1:02},{n % 3 + 1},{n + 2}.00,{(n % 3 + 1) * (n + 2)}.00,999.00\n" for n in range(20)
    )
    found = guessed(tmp_path, "p,q,r,s,t,u\n" + rows)
    assert (found["quantity"][0], found["amount"][0]) == ("r", "t")


def test_a_row_number_is_no_order_number(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n // 2 + 500},2026-01-{n // 2 + 1:02},{n}.50\n" for n in range(1, 20))
    assert guessed(tmp_path, "p,q,r,s\n" + rows)["order_id"][0] == "q"


def test_an_amount_that_repeats_on_each_row_of_its_order_is_the_orders(tmp_path: Path) -> None:
    rows = "".join(f"{n // 2},2026-01-{n // 2 + 1:02},Thing {n},{n // 2 + 10}.00\n" for n in range(20))
    found = by_heading(tmp_path, "Bestellnummer,Datum,Artikel,Betrag\n" + rows)
    assert found["order_total"] == "Betrag"
    assert "amount" not in found


def test_money_as_a_quantity_is_an_amount(tmp_path: Path) -> None:
    rows = "".join(f"{700 + n},2026-01-{n + 1:02},{n}50.75\n" for n in range(1, 20))
    found = guessed(tmp_path, "No Pesanan,Tanggal,Jumlah\n" + rows)
    assert "quantity" not in found
    assert found["amount"] == ("Jumlah", "values")


# ---------------------------------------------------------------- close spellings are proposals


def test_a_close_spelling_is_marked(tmp_path: Path) -> None:
    text = (
        "Bestelnumer,Besteldatum,Klantnaam,Bedrag\n"
        "1,2026-01-03,Anna,10.00\n2,2026-01-04,Ben,5.00\n3,2026-01-05,Ben,5.00\n"
    )
    assert guessed(tmp_path, text)["order_id"] == ("Bestelnumer", "spelling")


def test_a_close_spelling_with_other_values_is_nothing(tmp_path: Path) -> None:
    """手机型号 (the model of a phone) is near 手机号 (its number)."""
    text = (
        "订单号,日期,手机型号,金额\n1,2026-01-03,银色大号,10.00\n2,2026-01-04,黑色小号,5.00\n3,2026-01-05,金色,5.00\n"
    )
    assert "phone" not in guessed(tmp_path, text)


# ---------------------------------------------------------------- nothing lands on a guess alone


def test_a_guess_is_refused_in_words_until_it_is_accepted(tmp_path: Path) -> None:
    path = write(tmp_path, "X1;X2;X7;F4;F5;F6;F7" + LINES)
    with empty_store() as store:
        with pytest.raises(GuessUnconfirmed, match=r"order_id \(order number\) = X1.*--accept-guess"):
            import_file(store, path, ImportOptions())
        report = import_file(store, path, ImportOptions(accept_guess=True, currency="EUR"))
    assert report.lines_stored == 5
    assert report.recognised_by.startswith("guess: order_id=X1")


def test_what_an_order_does_not_live_by_is_left_out_and_told(tmp_path: Path) -> None:
    text = (
        "Order No,Date,Email,Amount,Z\n"
        "1,2026-01-03,anna@x.org,10.00,EUR\n2,2026-01-04,ben@x.org,5.00,EUR\n3,2026-01-05,ben@x.org,5.00,EUR\n"
    )
    with empty_store() as store:
        report = import_file(store, write(tmp_path, text), ImportOptions())
    assert report.currency == "XXX"
    assert any("currency = Z" in str(said) for said in report.warnings)


def test_an_only_customer_that_is_guessed_must_be_confirmed(tmp_path: Path) -> None:
    text = (
        "Order No,Date,X7,Amount\n"
        "1,2026-01-03,anna@x.org,10.00\n2,2026-01-04,ben@x.org,5.00\n3,2026-01-05,ben@x.org,5.00\n"
    )
    with empty_store() as store, pytest.raises(GuessUnconfirmed, match=r"email \(e-mail\) = X7"):
        import_file(store, write(tmp_path, text), ImportOptions())


def test_a_look_at_a_file_shows_the_guess_as_it_would_be_stored(tmp_path: Path) -> None:
    found = inspect(write(tmp_path, "X1;X2;X7;F4;F5;F6;F7" + LINES), ImportOptions())
    assert found.problem is None
    assert found.unconfirmed
    assert found.examples["X7"] == ("anna@example.com", "ben@example.com")
    assert list(found.preview["amount"]) == [25.0, 10.0, 12.5, 30.0, 40.0]


def test_a_table_without_any_order_is_still_refused(tmp_path: Path) -> None:
    text = "shape,colour\nround,red\nsquare,blue\nround,green\n"
    with (
        empty_store() as store,
        pytest.raises(UnknownFormat, match=r"order_id \(order number\), ordered_at"),
    ):
        import_file(store, write(tmp_path, text), ImportOptions(accept_guess=True))


def test_the_reasons_that_need_a_confirmation() -> None:
    assert set(UNCONFIRMED) == {"spelling", "values"}
