"""The names that logs give to what they hold: exports of helpdesks and shops, and tables that people make."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ASIDE = re.compile(r"[\s_﻿*＊-]|[(（].*?[)）]$")


def plain_name(name: object) -> str:
    """Return a column's name as it is compared: Ticket ID is ticket_id, 顾客消息* is 顾客消息, 时长（秒） is 时长."""
    return _ASIDE.sub("", "" if name is None else str(name)).lower()


def _names(table: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return {field: tuple(dict.fromkeys(map(plain_name, names.split()))) for field, names in table.items()}


FIELDS: Mapping[str, tuple[str, ...]] = _names(
    {
        "reply": (
            "reply 客服回复 回复 回复内容 答复 客服消息 客服答复 客服回复内容 商家回复 卖家回复 response "
            "agent_reply agent_text agent_message"
        ),
        "channel": "channel 渠道 平台 来源渠道 店铺渠道 店铺 店铺名称 来源 inbox inbox_name via.channel",
        "asked": (
            "asked 顾客消息 客户消息 买家消息 顾客 客户问题 问题 顾客提问 买家咨询 咨询内容 用户消息 用户问题 "
            "question text customer customer_text customer_message message"
        ),
        "facts": "facts 情形 事实",
        "agent": (
            "agent 客服 客服工号 工号 坐席 客服账号 客服昵称 客服名称 客服姓名 接待客服 客服旺旺 子账号 客服子账号 "
            "agent_id agent_name assignee assignee_id assignee.name"
        ),
        "at": (
            "at time 时间 回复时间 发送时间 消息时间 会话时间 咨询时间 聊天时间 日期 date timestamp sent_at "
            "created_at msgtime comment_created_at message_time"
        ),
        "id": "id 编号 消息编号 消息id reply_id message_id msgid",
        "customer": (
            "customer_id 顾客昵称 客户昵称 买家昵称 买家旺旺 买家 顾客账号 客户账号 用户昵称 顾客id 客户id 用户id "
            "会员名 客户名称 访客 requester_id contact_id buyer_nick visitor.id visitor.email open_id "
            "meta.sender.id requester contact contact_name visitor_name"
        ),
        "conversation": (
            "conversation conversation_id 会话id 会话编号 会话 对话id 会话号 session_id chat_id ticket_id "
            "ticket.id 工单号 工单编号 工单id sid roomid"
        ),
        "order": "order order_id order_no 订单号 订单编号 订单id 订单 关联订单 tid",
        "asked_at": "asked_at 提问时间 顾客发送时间 客户发送时间 买家发送时间 customer_at",
        "agent_type": "agent_type 用工类型 客服类型 员工类型 用工方式 是否兼职 employment",
        "priority": "priority 优先级 紧急程度 是否紧急 加急",
        "resolved": "resolved 是否解决 解决状态 会话状态 工单状态 是否一次解决",
        "escalated": "escalated 是否升级 升级 是否转主管",
        "rating": "rating 满意度 评分 评价 满意度评价 csat satisfaction_rating.score satisfaction",
        "follow_up": "follow_up 是否回访 回访 回访时间 follow_up_at",
    }
)
# A log of one message a row names these as well; a log of replies gives some of the same names to other things.
MESSAGES: Mapping[str, tuple[str, ...]] = _names(
    {
        "content": (
            "消息内容 聊天内容 会话内容 聊天记录 内容 消息 content body plain_body text text.content message msg "
            "message_content message_text message_body comment comment_body comment.body"
        ),
        "role": (
            "发送方 发送者类型 发送人类型 发送方类型 消息方向 收发 方向 角色 发送者身份 发送者角色 发言方 消息来源 "
            "role sender_type message_type author_type sender.type direction from_type"
        ),
        "sender": (
            "发送人 发送者 发言人 发送人昵称 发送者昵称 消息发送者 发言者 sender.name sender sender_id sender.id "
            "from author author_id author_name comment_author comment_author_name name"
        ),
        "receiver": "接收人 接收者 接收方 receiver to tolist",
        "customer": "顾客 客户 用户 customer",
        "private": "private is_private internal is_internal private_note 内部备注 是否内部 是否备注",
        "public": "public is_public comment_public",
        "kind": "msgtype content_type 消息类型 内容类型 type",
    }
)
# What logs of messages call the kinds that no person wrote.
KINDS: Mapping[str, tuple[str, ...]] = _names(
    {
        "media": (
            "image voice video file emotion sticker location card 图片 语音 视频 文件 表情 位置 名片 商品卡片 订单卡片"
        ),
        "system": (
            "自动回复 系统 系统消息 系统通知 系统提示 机器人 机器人消息 机器人回复 智能客服 欢迎语 撤回 撤回消息 "
            "system notice tip event revoke activity template bot robot auto auto_reply"
        ),
    }
)
EVERY = frozenset(name for table in (FIELDS, MESSAGES) for names in table.values() for name in names)
