"""抖店 Douyin: a sub-order a row, a tab inside the quotes of each text, receivers enciphered, nobody to recognise."""

from __future__ import annotations

import numpy as np

from crm_analysis.sample_shop import cells, people
from crm_analysis.sample_shop.block import CANCELLED, UNPAID, Block
from crm_analysis.sample_shop.catalogue import PLACES, PRODUCTS
from crm_analysis.sample_shop.cells import Cells
from crm_analysis.sample_shop.formats.format import CANCELLATIONS, GUESTS, UNPAID_ORDERS, Format, Rows, headings
from crm_analysis.sample_shop.seasons import SECONDS_PER_DAY

HEADINGS = headings(
    "主订单编号,子订单编号,支付方式,选购商品,货号,商品ID,商家编码,商品数量,商品金额,订单提交时间,支付完成时间,订单完成时间,"
    "承诺发货时间,预约发货时间,买家留言,旗帜颜色,商家备注,APP渠道,订单状态,取消原因,售后状态,订单类型,发货时间,车型,"
    "是否是以旧换新,换新额外补贴,换新额外补贴发放状态,订单应付金额,运费,优惠总金额,平台优惠,商家优惠,达人优惠,商家改价,"
    "支付优惠,手续费,红包抵扣,降价类优惠,平台实际承担优惠金额,商家实际承担优惠金额,达人实际承担优惠金额,收件人,收件人手机号,"
    "省,市,区,街道,详细地址,是否修改过地址,快递信息,序列号,达人ID,达人昵称,拼团订单团编号,商品单价是否含税,税费,"
    "鲁班落地页ID,所属门店ID,流量来源,仓库ID,仓库名称,是否安心购,广告渠道,流量类型,流量体裁,流量渠道,发货主体,发货主体明细,"
    "教育优惠,预计送达时间,是否平台仓自流转,是否是渠道商品,预约送达时间,建议发货时间（起）,建议发货时间（止）"
)
DONE, SENT, CLOSED, WAITING = "已完成", "已发货", "已关闭", "待支付"
FIRST_ID = 6_917_000_000_000_000_000
DAYS_TO_ARRIVE = 10


def _in_quotes(value: Cells) -> Cells:
    """A text as the platform writes it: with a tab before it, so that Excel leaves long numbers alone."""
    return cells.glue('"\t', value, '"')


def _status(block: Block) -> Cells:
    on_its_way = block.moment > block.last_second - DAYS_TO_ARRIVE * SECONDS_PER_DAY
    index = np.where(block.status == CANCELLED, 2, np.where(block.status == UNPAID, 3, np.where(on_its_way, 1, 0)))
    return cells.pick([DONE, SENT, CLOSED, WAITING], index)


def _rows(block: Block, rows_before: int) -> Rows:
    number = FIRST_ID + people.scattered(block.number, 10**14) * 100
    place_in_order = np.arange(len(block.product)) - block.first_line[block.line_order]
    of_orders = {
        "主订单编号": _in_quotes(cells.text(number)),
        "支付方式": cells.only(block.is_valid, "微信", "-"),
        "订单提交时间": cells.clock(block.moment),
        "支付完成时间": cells.only(block.is_valid, cells.clock(block.moment + 11), "-"),
        "订单状态": _status(block),
        "取消原因": cells.only(block.status == CANCELLED, "买家取消订单", "-"),
        "省": cells.pick([it.region for it in PLACES], block.place),
        "市": cells.pick([it.city for it in PLACES], block.place),
    }
    of_lines = {
        "子订单编号": _in_quotes(cells.text(number[block.line_order] + place_in_order)),
        "选购商品": _in_quotes(cells.pick([it.name_zh for it in PRODUCTS], block.product)),
        "商品ID": _in_quotes(cells.text(3_500_000_000_000_000_000 + block.product)),
        "商家编码": _in_quotes(cells.pick([it.sku for it in PRODUCTS], block.product)),
        "商品数量": cells.text(block.quantity),
        "商品金额": cells.money(block.unit),
        "订单应付金额": cells.money(block.amount),
    }
    same = {
        "货号": "-",
        "APP渠道": "抖音",
        "售后状态": "-",
        "运费": "0.00",
        "收件人": '"##密文示例"',
        "收件人手机号": '"$$密文示例"',
        "详细地址": '"##密文示例"',
    }
    spread = {heading: cells.at(value, block.line_order) for heading, value in of_orders.items()}
    return Rows(len(block.product), spread | of_lines | same)


FORMATS = (
    Format(
        platform="douyin",
        headings=HEADINGS,
        rows=_rows,
        currency="CNY",
        tells=frozenset({GUESTS, CANCELLATIONS, UNPAID_ORDERS}),
        countries=("CN",),
        cents_per_cent=8,
        key="none",
        byte_order_mark=True,
        line_end="\r\n",
    ),
)
