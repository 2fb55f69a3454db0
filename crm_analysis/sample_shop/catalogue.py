"""What the invented shop sells, to whom and where: a tea and kitchen shop with buyers who do not exist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One product, named in English and Chinese; the price is in euro cents, the weight says how often it is chosen."""

    sku: str
    category: str
    name: str
    name_zh: str
    price: int
    weight: float


@dataclass(frozen=True)
class Place:
    """One city that buyers live in; the tax is in thousandths and comes on top of the price."""

    country_code: str
    country: str
    region_code: str
    region: str
    city: str
    postcode: str
    tax: int
    weight: float


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


VENDORS = {"Tea": "Nine Bridges", "Teaware": "Clay & Kiln", "Kitchen": "Bamboo Hall", "Gifts": "Nine Bridges"}

PRODUCTS = (
    Product("TEA-001", "Tea", "Dragon Well Green Tea - 100 g", "西湖龙井 100克", 1450, 9.0),
    Product("TEA-002", "Tea", "Jasmine Pearls - 100 g", "茉莉龙珠 100克", 1290, 8.0),
    Product("TEA-003", "Tea", "Iron Goddess Oolong - 100 g", "铁观音 100克", 1380, 7.0),
    Product("TEA-004", "Tea", "Keemun Black Tea - 100 g", "祁门红茶 100克", 1090, 6.0),
    Product("TEA-005", "Tea", "Silver Needle White Tea - 50 g", "白毫银针 50克", 1890, 4.0),
    Product("TEA-006", "Tea", "Aged Pu-erh Cake - 357 g", "陈年普洱茶饼 357克", 3900, 3.0),
    Product("TEA-007", "Tea", "Smoky Lapsang, loose leaf - 100 g", "正山小种 100克", 1150, 3.5),
    Product("TEA-008", "Tea", "Chrysanthemum Blossoms - 50 g", "胎菊 50克", 690, 5.0),
    Product("TEA-009", "Tea", "Ceremonial Matcha - 30 g", "抹茶粉 30克", 2190, 4.5),
    Product("TEA-010", "Tea", "Earl Grey Sachets - box of 20", "伯爵红茶 20袋", 790, 6.5),
    Product("WARE-001", "Teaware", "Gaiwan White Porcelain - 110 ml", "白瓷盖碗 110毫升", 1690, 3.0),
    Product("WARE-002", "Teaware", "Yixing Clay Teapot - 180 ml", "宜兴紫砂壶 180毫升", 6800, 1.2),
    Product("WARE-003", "Teaware", "Celadon Cups, set of two", "青瓷对杯", 2400, 2.5),
    Product("WARE-004", "Teaware", "Glass Fairness Cup - 250 ml", "玻璃公道杯 250毫升", 1250, 2.2),
    Product("WARE-005", "Teaware", 'Bamboo Tea Tray 14"', "竹制茶盘", 4900, 1.0),
    Product("WARE-006", "Teaware", "Travel Tea Flask - 400 ml", "便携泡茶杯 400毫升", 2790, 2.6),
    Product("WARE-007", "Teaware", "Fine Mesh Strainer", "细网茶漏", 590, 3.2),
    Product("KIT-001", "Kitchen", "Bamboo Steamer - 24 cm", "竹蒸笼 24厘米", 1990, 2.0),
    Product("KIT-002", "Kitchen", "Carbon Steel Wok - 32 cm", "熟铁炒锅 32厘米", 4590, 1.3),
    Product("KIT-003", "Kitchen", "Noodle Bowls, blue and white", "青花面碗", 2290, 1.8),
    Product("KIT-004", "Kitchen", "Maple Chopsticks - 5 pairs", "枫木筷子 5双", 990, 2.8),
    Product("KIT-005", "Kitchen", "Cast Iron Kettle - 800 ml", "铸铁壶 800毫升", 5990, 0.9),
    Product("KIT-006", "Kitchen", "Linen Tea Towel", "亚麻茶巾", 850, 2.4),
    Product("GIFT-001", "Gifts", "Tasting Box: Six Teas", "六款品鉴礼盒", 2990, 3.6),
    Product("GIFT-002", "Gifts", "Mid-Autumn Gift Box", "中秋礼盒", 4500, 1.4),
    Product("GIFT-003", "Gifts", "Gift Card Tin", "礼品铁罐", 450, 1.6),
)

PLACES = (
    Place("DE", "Germany", "HH", "Hamburg", "Hamburg", "20095", 0, 15),
    Place("DE", "Germany", "BE", "Berlin", "Berlin", "10115", 0, 14),
    Place("DE", "Germany", "BY", "Bayern", "München", "80331", 0, 10),
    Place("DE", "Germany", "SN", "Sachsen", "Dresden", "01067", 0, 6),
    Place("AT", "Austria", "9", "Wien", "Wien", "1010", 0, 5),
    Place("FR", "France", "", "", "Paris", "75008", 0, 8),
    Place("FR", "France", "", "", "Lyon", "69002", 0, 4),
    Place("NL", "The Netherlands", "NH", "Noord-Holland", "Amsterdam", "1012 AB", 0, 5),
    Place("GB", "United Kingdom", "ENG", "England", "London", "SW1A 1AA", 0, 8),
    Place("GB", "United Kingdom", "SCT", "Scotland", "Edinburgh", "EH1 1YZ", 0, 3),
    Place("US", "United States", "OR", "Oregon", "Portland", "97201", 0, 5),
    Place("US", "United States", "MA", "Massachusetts", "Boston", "02108", 62, 5),
    Place("CN", "China", "ZJ", "浙江省", "杭州市", "310000", 0, 4),
    Place("CN", "China", "SH", "上海", "上海市", "200000", 0, 4),
    Place("CN", "China", "GD", "广东省", "广州市", "510000", 0, 3),
    Place("CN", "China", "SC", "四川省", "成都市", "610000", 0, 2),
)

GIVEN = _words(
    "Ada Bela Caro Dana Edda Finn Gero Hana Ivo Jana Kaia Leto Mara Nilo Odil Pia Quin Rana Sora Timo Ulla Vito "
    "Wanda Xenia Yara Zeno"
)
FAMILY = _words(
    "Assamby Bancharo Chaiwell Darjeelson Earlgreyer Formosander Gunpowderly Hojichard Infusova Jasminek Keemunsen "
    "Lapsangby Matchaux Nilgirius Oolongsen Puerhson Quickbrew Rooibosch Senchari Teabury Ulongova Vanillatee "
    "Whitetip Yerbason Zhuchaberg"
)
GIVEN_ZH = _words("小叶 阿青 明前 雨前 云山 春水 清泉 秋香 一品 半夏 听雨 知味")
FAMILY_ZH = _words("茶 壶 盏 焙 泉 杯 叶 炉")

CHANNELS = ("web", "pos", "shopify_draft_order", "mobile_app")
CHANNEL_WEIGHTS = (0.78, 0.10, 0.02, 0.10)
POS = CHANNELS.index("pos")

COUPONS = ("", "WELCOME10", "TEATIME15", "DOUBLE11")
COUPON_PERCENT = (0, 10, 15, 20)
