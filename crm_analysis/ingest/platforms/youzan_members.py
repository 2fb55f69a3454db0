"""有赞 (Youzan), 客户导出: the shop's members; some phones are masked, and the last column has no name."""

from __future__ import annotations

from crm_analysis.ingest.platform import Records, birthday, choice, moment, phone, quantity, text

YOUZAN_MEMBERS = Records(
    id="youzan_members",
    family="youzan",
    name="有赞 (Youzan) members",
    kind="members",
    needs=("客户姓名", "客户昵称", "客户手机号", "客户生日", "客户积分"),
    verified="parsers only",
    fields={
        "phone": phone("客户手机号"),
        "name": text("客户姓名", "客户昵称"),
        "birthday": birthday("客户生日"),
        "gender": choice("客户性别", {"女": "female", "男": "male", "未知": "", "保密": ""}),
        "level": text("付费等级", "免费等级"),
        "points": quantity("客户积分"),
        "registered_on": moment("成为会员时间", "成为客户时间"),
        "region": text("所属区域", "微信地域"),
        "tags": text("标签"),
    },
    required=(("phone", "name"),),
    customer_key=("phone",),
    country="CN",
    clock="Asia/Shanghai",
)
