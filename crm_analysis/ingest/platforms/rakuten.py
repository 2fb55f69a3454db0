"""楽天 RMS orders: an item a row in the template that the shop chose, without a buyer or with one, times of Japan."""

from __future__ import annotations

from crm_analysis.ingest.platform import (
    Platform,
    Source,
    Status,
    email,
    formula,
    identifier,
    moment,
    money,
    quantity,
    text,
)

RAKUTEN = Platform(
    id="rakuten",
    family="rakuten",
    name="Rakuten 楽天 RMS orders",
    needs=("注文番号", "ステータス", ("注文日時", "注文日"), "商品管理番号", "単価", "個数"),
    verified="parsers only",
    order_id=identifier("注文番号"),
    order={
        "ordered_at": moment("注文日時", "注文日"),
        "email": email("注文者メールアドレス"),
        "phone": Source("phone", ("注文者電話番号1", "注文者電話番号2", "注文者電話番号3"), joined=True),
        "name": text("注文者姓", "注文者名", joined=True),
        "region": text("注文者住所都道府県"),
        "city": text("注文者住所郡市区"),
        # What a coupon of Rakuten's own takes off, Rakuten pays.
        "order_discount": money("店舗発行クーポン利用額", "クーポン利用総額", sign="absolute", may_be_blank=True),
    },
    line={
        "product_id": identifier("商品管理番号", "商品ID"),
        "product": text("商品名"),
        "quantity": quantity("個数"),
        "amount": formula("{0} * {1}", "単価", "個数"),
    },
    status=Status("ステータス", cancelled=("900", "キャンセル確定")),
    customer_key=("email", "phone"),
    currency="JPY",
    clock="Asia/Tokyo",
)
