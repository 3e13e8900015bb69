"""What findings say, in Chinese and in English; `{}` slots are filled with what the base calls things."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.languages.telling import is_chinese

TEXTS: Mapping[str, tuple[str, str]] = {
    "and": ("、", ", "),
    "comma": ("，", ", "),
    "stop": ("。", "."),
    "entry": ("「{title}」（{id}）", "“{title}” ({id})"),
    # cases
    "in_any_case": ("任何情形下", "in any case"),
    "in_case": ("「{facts}」的情形下", "in the case “{facts}”"),
    "on_day": ("{day}这天，{case}", "on {day}, {case}"),
    "fact": ("{name}：{value}", "{name}: {value}"),
    "number": ("{name}：{value}{unit}", "{name}: {value} {unit}"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    # a witness, as one person tells it to another
    "sentence": ("{day}，一位顾客在{where}来问，{rest}。", "On {day}, a customer asks on {where}, {rest}."),
    "about": ("问的是「{subject}」", "about “{subject}”"),
    "about_anything": ("不管问的是什么", "whatever it is about"),
    "choice_is": ("{name}是「{value}」", "{name} is “{value}”"),
    "is_so": ("「{name}」是的", "“{name}” is so"),
    "is_not_so": ("「{name}」没有", "“{name}” is not so"),
    "number_is": ("{name}是 {value} {unit}", "{name} is {value} {unit}"),
    # values
    "value": ("{outcome}：{value}", "{outcome}: {value}"),
    "nobody": ("没有人定", "nobody decides it"),
    "within": ("{outcome}：{number}{unit}内", "{outcome}: within {number} {unit}"),
    "unit_m": ("分钟", "min"),
    "unit_h": ("小时", "h"),
    "unit_d": ("天", "d"),
    "unit_day": ("天", "days"),
    # findings
    "outcome": (
        "{case}，在{where}有两条政策同时成立却说法相反：{left_entry}定的是{left}，{right_entry}定的是{right}。"
        "如果其中一条是例外，请在那一条里写 over: [另一条的 id]；"
        "否则请收窄其中一条的 when（或 valid、channels），让两条不再重叠，或把决定改成一致。",
        "{case}, on {where} two policies hold at once and contradict each other: {left_entry} decides {left}, "
        "{right_entry} decides {right}. If one of them is an exception, write over: [id of the other] in it; "
        "else narrow the when (or valid, channels) of one so that they no longer meet, or decide alike in both.",
    ),
    "channel": (
        "同一情形在不同渠道答复不同：{case}，{sides}。"
        "请把两边改成一致；如果确实要按渠道区分，请在其中一条写 "
        "differs: {{from: [另一条的 id], because: 原因}}。{ended}",
        "one case is answered differently on two channels: {case}, {sides}. Decide alike on both; where the channels "
        "are meant to differ, write differs: {{from: [id of the other], because: why}} in one of them.{ended}",
    ),
    "ended": (
        "{entry}里声明的区别已于 {until} 到期。",
        " The difference that {entry} declares was meant until {until}.",
    ),
    "side": ("{channel}是{values}（{entry}）", "on {channel} {values} ({entry})"),
    "statute": (
        "低于法律底线：{statute}要求至少{floor}；{case}，{found}。请把决定改到不低于底线；没有人管的情形请补一条政策。",
        "below what the law grants: {statute} asks at least {floor}; {case}, {found}. "
        "Raise the decision to it; write a policy for the case that nobody decides.",
    ),
    "statute_decided": ("{entries}定的却有{values}", "{entries} decides {values}"),
    "statute_missing": ("{outcomes}没有任何政策作出决定", "no policy decides {outcomes}"),
    "gap": (
        "「{subject}」的{outcomes}在别的情形有政策管，而{case}（{where}）没有任何政策作出决定。"
        "请补一条政策，或放宽现有政策的 when、channels、valid；有意不定的，在管这种情形的政策里写"
        " gaps: {{accepted: [{ids}], because: 原因}}，以后不再提醒。",
        "{outcomes} of “{subject}” is decided in other cases, but {case} ({where}) no policy decides it. "
        "Write a policy, or widen the when, channels or valid of one that stands; where it is meant to be open, write "
        "gaps: {{accepted: [{ids}], because: why}} in the policy of this case, and it is not told again.",
    ),
    "never_holds": (
        "{policy}从不生效：它的 when 自相矛盾，没有一种情形能满足。请改 when，或删去这一条。",
        "{policy} never takes effect: its when contradicts itself and holds in no case. Mend the when, or remove it.",
    ),
    "shadowed": (
        "{policy}从不生效：凡是它适用的情形，都由{above}取代（over），例如{case}。"
        "请删去这一条，收窄取代它的政策，或去掉那里的 over。",
        "{policy} never takes effect: wherever it applies, {above} takes its place (over), for one {case}. "
        "Remove it, narrow what takes its place, or take the over away there.",
    ),
    "duplicate": (
        "{entries}适用的情形完全相同，而且{same}。请合并成一条，日后只改一处。",
        "{entries} apply in the very same cases, and {same}. Make one of them, so that there is one place to change.",
    ),
    "same_decision": ("作出同样的决定（{outcomes}）", "decide the same ({outcomes})"),
    "same_text": ("两条话术一字不差", "say the same word for word"),
    "wording": (
        "{entries}的话术与规定不符：{detail}。请改话术，或改政策的 decide。",
        "what {entries} says is not what is decided: {detail}. Mend the text, or the decide of the policy.",
    ),
    "said_wrong": (
        "{where}里{quotes}说的是{said}，而{case}{rule}",
        "in {where}, {quotes} states {said}, but {case} {rule}",
    ),
    "quote": ("「{text}」", "“{text}”"),
    "rule": ("定的是{value}", "what is decided is {value}"),
    "no_rule": ("并不这样定", "it is not decided so"),
    "said_apart": (
        "{here}的「{left_words}」写的是{left}，{there}的「{right_words}」写的是{right}",
        "“{left_words}” of {here} states {left}, “{right_words}” of {there} states {right}",
    ),
    "form_default": ("通用话术", "the default text"),
    "form_spoken": ("口语话术", "the spoken text"),
    "form_short": ("简短话术", "the short text"),
    # stances
    "guidance": (
        "{entries}说法不一：{detail}。请把两处改成一致。",
        "{entries} do not agree: {detail}. Write the same in both places.",
    ),
    "sides_apart": (
        "{one}一侧写着{stance}，{other}一侧写着{other_stance}",
        "{one} says {stance}, {other} says {other_stance}",
    ),
    "pair_apart": (
        "{one}一侧写着与{other}{stance}，{other}一侧写着与{one}{other_stance}",
        "{one} says {stance} with {other}, {other} says {other_stance} with {one}",
    ),
    "unsuited": (
        "{product}写着适合{skin}，而其中的{ingredient}对{skin}应避免",
        "{product} is said to suit {skin}, but its {ingredient} is to be avoided there",
    ),
    "advised": (
        "话术写着「{clause}」，而{skin}应避免{ingredient}",
        "the text says “{clause}”, but {ingredient} is to be avoided for {skin}",
    ),
    "recommended": (
        "话术写着「{clause}」，而{name}标注为应避免",
        "the text says “{clause}”, but {name} is marked as to be avoided",
    ),
    "fit": ("适合", "fit"),
    "caution": ("谨慎", "caution"),
    "avoid": ("避免", "avoid"),
    # what SARIF calls the kinds
    "about_outcome": (
        "同一渠道上两条政策同时成立却决定不同",
        "two policies hold at once on one channel and decide differently",
    ),
    "about_channel": (
        "同一情形在两个渠道决定不同，且没有写明 differs",
        "one case is decided differently on two channels, and no differs says so",
    ),
    "about_statute": (
        "决定低于法律底线，或法律管到的情形没有人作出决定",
        "a decision is below what a statute grants, or nobody decides a case of the statute",
    ),
    "about_gap": (
        "某一类问题在别的情形有人管，在这种情形没有人管",
        "an outcome that is decided for a subject elsewhere is decided by nobody in this case",
    ),
    "about_shadowed": ("政策在任何情形都不生效", "a policy takes effect in no case"),
    "about_wording": (
        "话术与规定不符，或各渠道话术不一",
        "a text states what is not decided, or the texts of channels differ",
    ),
    "about_guidance": (
        "成分、肤质、产品之间说法不一",
        "ingredients, skins and products do not agree",
    ),
    "about_duplicate": (
        "两条政策管同样的情形，作同样的决定或说同样的话",
        "two policies decide or say the same in the same cases",
    ),
    # what the command line prints round them
    "severity_error": ("错误", "error"),
    "severity_warning": ("提醒", "warning"),
    "severity_notice": ("提示", "notice"),
    "let_stand": ("已保留", "dismissed"),
    "no_conflicts": ("没有冲突", "no conflicts"),
    "hidden": (
        "{told}（另有 {count} 条已保留，--all 一并列出）",
        "{told} ({count} more are dismissed; --all shows them)",
    ),
    "count": ("{mark} {count}", "{mark}: {count}"),
    "first_look": (
        "● 先看「{title}」（{id}）：下面 {count} 条都与它有关",
        "● look at “{title}” ({id}) first: the {count} below have to do with it",
    ),
    "group_of_gaps": (
        "● 「{subject}」还没有人管的情形，{count} 条",
        "● cases of “{subject}” that nobody decides: {count}",
    ),
}


def text_in(language: str, key: str, **slots: object) -> str:
    """Return a text in Chinese for a Chinese language and in English for any other, its slots filled."""
    return TEXTS[key][0 if is_chinese(language) else 1].format(**slots).rstrip()
