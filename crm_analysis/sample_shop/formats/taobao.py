"""Taobao, order list and item list: GB18030, ids as ="…", headings with spaces at their end, buyers by nickname."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import CANCELLED, UNPAID, Block
from crm_analysis.sample_shop.catalogue import PLACES, PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import (
    CANCELLATIONS,
    GUESTS,
    REFUNDS,
    UNPAID_ORDERS,
    Format,
    Rows,
    headings,
)
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY

ORDER_HEADINGS = headings(
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,"
    "买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,"
    "宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,"
    "发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,"
    "修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店"
)
ITEM_HEADINGS = headings("订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码")
IN_QUOTES = '"{}"'

DONE, SENT, CLOSED, WAITING = "交易成功", "卖家已发货，等待买家确认", "交易关闭", "等待买家付款"
SHOP_NAME = "九桥茶行"
DAYS_TO_CONFIRM = 10
COLOURS = ("颜色分类：原色", "颜色分类：青花", "净含量：100克")


def _quoted(value: Cells) -> Cells:
    return f'"{value}"' if isinstance(value, str) else cells.glue('"', value, '"')


def _order_id(block: Block) -> Cells:
    return cells.glue('="', cells.text(3_515_000_000_000_000_000 + people.scattered(block.number, 10**14)), '"')


def _status(block: Block) -> Cells:
    on_its_way = block.moment > block.last_second - DAYS_TO_CONFIRM * SECONDS_PER_DAY
    index = np.where(block.status == CANCELLED, 2, np.where(block.status == UNPAID, 3, np.where(on_its_way, 1, 0)))
    return cells.pick([DONE, SENT, CLOSED, WAITING], index)


def _nickname(block: Block) -> Cells:
    """Buyers are known by their nickname; those who hide it are masked like their phone."""
    return cells.only(block.is_guest, "t**", cells.glue("tb_", cells.padded(block.customer, 7)))


def _address(block: Block) -> Cells:
    towns = [f"{it.region} {it.city} 示例区 示例路" for it in PLACES]
    postcodes = [f"号({it.postcode})" for it in PLACES]
    house = cells.text(block.person % 180 + 1)
    return cells.glue(cells.pick(towns, block.place), house, cells.pick(postcodes, block.place))


def _titles(block: Block) -> Cells:
    titles = cells.pick([it.name_zh for it in PRODUCTS], block.product)
    return cells.listed(titles, block.first_line, "，")


def _order_rows(block: Block, rows_before: int) -> Rows:
    total = block.goods + block.shipping
    paid = block.is_valid | ((block.status == CANCELLED) & (block.number % 2 == 0))
    masked_phone = cells.glue("*******", cells.padded(block.person % 10_000, 4))
    columns = {
        "买家会员名": _nickname(block),
        "买家应付货款": cells.money(block.goods),
        "买家应付邮费": cells.money(block.shipping),
        "买家支付积分": "0",
        "总金额": cells.money(total),
        "返点积分": "0",
        "买家实际支付金额": cells.only(paid, cells.money(total), "0.00"),
        "买家实际支付积分": "0",
        "订单状态": _status(block),
        "收货人姓名": cells.only(block.is_guest, "茶**", people.name_zh(block)),
        "收货地址 ": _address(block),
        "运送方式": "快递",
        "联系手机": cells.glue("'", cells.only(block.is_guest, masked_phone, people.phone(block))),
        "订单创建时间": cells.clock(block.moment),
        "订单付款时间 ": cells.only(paid, cells.clock(block.moment + 7)),
        "宝贝标题 ": _titles(block),
        "宝贝种类 ": cells.text(block.line_count),
        "宝贝总数量": cells.text(block.per_order(block.quantity)),
        "店铺Id": "0",
        "店铺名称": SHOP_NAME,
        "订单关闭原因": cells.only(block.status == CANCELLED, "买家取消订单", "订单未关闭"),
        "卖家服务费": "0",
        "买家服务费": "0元",
        "是否手机订单": cells.only(block.number % 4 > 0, "手机订单", ""),
        "是否上传合同照片": "否",
        "是否上传小票": "否",
        "是否代付": "否",
        "退款金额": cells.money(np.where(block.is_valid, block.refund, np.where(paid, total, 0))),
    }
    in_quotes = {heading: _quoted(columns.get(heading, "")) for heading in ORDER_HEADINGS}
    return Rows(len(block.number), in_quotes | {"订单编号": _order_id(block), "特权订金订单id": '=""'})


def _item_rows(block: Block, rows_before: int) -> Rows:
    columns = {
        "标题": cells.pick([it.name_zh for it in PRODUCTS], block.product),
        "价格": cells.money(block.unit),
        "购买数量": cells.text(block.quantity),
        "外部系统编号": cells.pick([it.sku for it in PRODUCTS], block.product),
        "商品属性": cells.pick(COLOURS, block.product % len(COLOURS)),
        "订单状态": cells.at(_status(block), block.line_order),
        "商家编码": cells.pick([it.sku for it in PRODUCTS], block.product),
    }
    in_quotes = {heading: _quoted(columns.get(heading, "")) for heading in ITEM_HEADINGS}
    return Rows(len(block.product), in_quotes | {"订单编号": cells.at(_order_id(block), block.line_order)})


def _headings(names: tuple[str, ...]) -> str:
    return ",".join(map(IN_QUOTES.format, names)) + "\r\n"


FORMATS = (
    Format(
        platform="taobao_orders",
        headings=ORDER_HEADINGS,
        heading_row=_headings(ORDER_HEADINGS),
        rows=_order_rows,
        currency="CNY",
        tells=frozenset({GUESTS, CANCELLATIONS, UNPAID_ORDERS, REFUNDS}),
        countries=("CN",),
        cents_per_cent=8,
        encoding="gb18030",
        line_end="\r\n",
        has_lines=False,
    ),
    Format(
        platform="taobao_items",
        headings=ITEM_HEADINGS,
        heading_row=_headings(ITEM_HEADINGS),
        rows=_item_rows,
        currency="CNY",
        tells=frozenset({GUESTS, CANCELLATIONS, UNPAID_ORDERS}),
        countries=("CN",),
        cents_per_cent=8,
        key="none",
        encoding="gb18030",
        line_end=",\r\n",
    ),
)
