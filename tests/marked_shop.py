"""A shop in which everything that says who somebody is carries a mark by which it is found wherever it turns up."""

from datetime import date, timedelta

from crm_analysis.conditions.kinds import Listed
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import notes, saved_segments, tags
from crm_analysis.store.customers import ids_of

MARKS = ("zqx.", "1573857", "1931-11-23")
"""Names, addresses and texts, with a stop that no figures packed into letters have; phones; birthdays."""
PEOPLE = 12
_ORDERS = (
    "Order No,Order date,Customer email,Customer Id,Customer name,Phone,Country,City,Channel,Currency,"
    "Product,Category,Quantity,Amount"
)
_MEMBERS = "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,付费等级,客户积分,成为会员时间"


def betrayed(text):
    """The marks that a text holds."""
    return [mark for mark in MARKS if mark in text.casefold()]


def fill(store, folder):
    """Import orders, members, answers and visits of a dozen people, and give, note and split by hand."""
    files = {
        "orders": _orders(),
        "members": _members(),
        "survey": _survey(),
        "reviews": _reviews(),
        "contacts": _contacts(),
        "events": _events(),
    }
    for name, lines in files.items():
        file = folder / f"{name}.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        import_file(store, file, ImportOptions())
    [first, second] = ids_of(store, ["#1", "#2"])
    tags.give(store, [first, second], "wholesale", "zqx.why")
    notes.add(store, first, "zqx.note")
    saved_segments.save(store, "Chosen few", Listed(among=(first, second)))


def _person(who):
    return f"zqx.mail{who}@shop.example,zqx.buyer{who},Zqx.first Zqx.last{who},+491573857{who:04}"


def _orders():
    yield _ORDERS
    for number in range(60):
        who, day = number % PEOPLE, date(2024, 1, 3) + timedelta(days=7 * number)
        product = ("Tea", "Cup", "Pot")[number % 3]
        yield f"{number},{day},{_person(who)},DE,Zqx.city,web,EUR,{product},Teas,1,{10 + number}"
    yield f"99,no day zqx.day,{_person(1)},DE,Zqx.city,web,EUR,Tea,Teas,1,10"


def _members():
    yield _MEMBERS
    for who in range(PEOPLE):
        yield f"Zqx.name{who},zqx.nick,+491573857{who:04},1931-11-23,女,zqx.tag,gold,{who},2024-01-02 09:30:00"


def _survey():
    yield "Answered on,Score,Comment,Name,E-mail"
    for who in range(PEOPLE):
        yield f"2024-06-{who + 1:02},9,zqx.text,Zqx.name,zqx.mail{who}@shop.example"


def _reviews():
    yield "title,body,rating,review_date,reviewer_name,reviewer_email,product_handle"
    for who in range(PEOPLE):
        yield f"zqx.title,zqx.body,4,2024-06-{who + 1:02},Zqx.name,zqx.mail{who}@shop.example,tea"


def _contacts():
    yield "Contacted on,Contact channel,Campaign,Subject,E-mail"
    for who in range(PEOPLE):
        yield f"2024-06-{who + 1:02} 09:00:00,email,Spring,zqx.subject,zqx.mail{who}@shop.example"


def _events():
    yield "Time,Event,Product number,Product,Category,Customer number,E-mail,Visit"
    for who in range(PEOPLE):
        yield f"2024-06-{who + 1:02} 10:00:00,pv,T,Tea,Teas,zqx.buyer{who},zqx.mail{who}@shop.example,v{who}"
