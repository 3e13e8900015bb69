"""Names of people where something tells that they are names: 收件人, 我叫, 寄给, a telephone beside them."""

from __future__ import annotations

import re

from service.store.masking.names_of_peoples import UNDOTTED
from service.store.masking.view import GONE, PHONE, View

_HAN = r"\u3400-\u9fff"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂成苗谷盛曲翁冉骆蓝路游辛靳柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池麻苑迟邝萧闫阚晁仝冼逄亓荆芮储鄢隗楚谌粟"
)
_DOUBLE = (
    "欧阳|司马|上官|诸葛|慕容|皇甫|尉迟|令狐|东方|司徒|夏侯|公孙|端木|南宫|长孙|宇文|申屠|闻人|百里|呼延|轩辕"
    "|拓跋|独孤|东郭|澹台"
)
_GIVEN = rf"(?:\s?[{_HAN}])"
_OWN = rf"(?:(?:{_DOUBLE}){_GIVEN}{{1,2}}?|[{_SURNAMES}]{_GIVEN}{{1,2}}?)"  # a Han name
_DOTTED = rf"(?:[{_HAN}]{{2,9}}(?:[·•・.‧][{_HAN}]{{1,9}}){{1,3}}|{UNDOTTED})"
_LATIN = r"[a-z][a-z'\-]{1,20}(?:[ .][a-z][a-z'\-]{0,20}){0,3}(?![a-z0-9_@])"
_END = (
    rf"(?=[^{_HAN}·]|$|的|了|[代签]?收|电话|手机|先生|女士|申请|要|想|订单|买|来|在|用[了过]"
    r"|个人|不是|不对|就[行好可成]|[吧呀哈哦啊]|即可|代)"
)
_HARD_END = rf"(?=[^{_HAN}·]|$)"
_IS = r"(?:姓名|名字|名|是|叫做?|为|写的?|写成|填的?|开给?|改成|改为|换成|[:=\s])"
_KIN = r"(?:我的?)?(?:妈妈?|爸爸?|老公|老婆|男朋友|女朋友|朋友|同事|姐姐?|妹妹?|哥哥?|弟弟?|女儿|儿子|闺蜜|婆婆|家人)?"

_FIELD = (
    r"(?:收件人|收货人|寄件人|发件人|联系人|签收人|购买人|下单人|付款人|支付人|购买者|机主|持卡人|申请人|投诉人|经办人|提货人|取[件货]人|代收人|领取人|中奖人|患者|就诊人|注册人|收件(?=写|是|:)|收件名|收货名"
    r"|姓名|开户名|户名|户主|抬头|署名|落款|名字|全名|真名|本名)"
)
_SPACED_FIELD = r"(?:[收寄发]\s{0,2}[件货]\s{0,2}人|联\s{0,2}系\s{0,2}人|姓\s{0,2}名)\s{0,2}[:\s]\s{0,2}"
_SPACED = rf"[{_SURNAMES}](?:\s{{1,2}}[{_HAN}]){{1,2}}(?!\s?[{_HAN}])"  # 李 晓 红
_NICK = rf"[小老阿][{_HAN}]{{1,2}}"
_SHOWS = r"(?:(?:显示|登记|备注|预留|留)的?|变成了?|成了)?"
_CALLED = r"(?:我叫做?|我名叫|我的?名字(?:是|叫)|我的名字叫|我姓名是?|我名字叫|本人(?:姓名|叫))[:\s]?"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_SPACED_FIELD}({_SPACED}|{_OWN}{_HARD_END})"), "strict"),
    (re.compile(rf"(?:我|这里|这边)是{_NICK}[,、\s]{{1,2}}({_OWN}){_HARD_END}"), "strict"),
    (
        re.compile(
            rf"(?:顾客|客人|会员|用户)({_DOTTED}|{_OWN})(?=的?(?:手机|电话|订单|地址|快递|包裹|微信|账号|卡号|会员|联系方式))"
        ),
        "strict",
    ),
    (re.compile(rf"{_FIELD}{_SHOWS}{_IS}{{0,5}}{_KIN}({_DOTTED}|{_OWN}{_END})"), "strict"),
    (re.compile(rf"{_FIELD}{_IS}{{1,5}}+([{_HAN}]{{2,5}}){_HARD_END}"), "unknown"),
    (re.compile(rf"{_FIELD}{_SHOWS}{_IS}{{0,5}}({_LATIN})"), "latin"),
    (re.compile(rf"{_CALLED}({_DOTTED}|{_OWN}{_END})"), "loose"),
    (re.compile(rf"{_CALLED}([{_HAN}]{{2,5}}){_HARD_END}"), "unknown"),
    (re.compile(rf"{_CALLED}({_LATIN})"), "latin"),
    (re.compile(rf"(?<![{_HAN}])本人[:,\s]?({_DOTTED}|{_OWN}{_END})"), "strict"),
    (re.compile(rf"(?<!不)我是({_DOTTED})"), "loose"),
    (re.compile(rf"(?:是|叫|[:\s])({_DOTTED}|{_OWN})(?=本人)"), "strict"),
    (re.compile(rf"姓(?:{_DOUBLE}|[{_SURNAMES}])[,、\s]?(?:名字?)?(?:叫做?|是)?\s?({_OWN}){_END}"), "strict"),
    (re.compile(rf"(?:我|本人|免贵|小姓)姓({_DOUBLE}|[{_SURNAMES}])(?=[^{_HAN}]|$|[的叫名哦呢啊])"), "honour"),
    (
        re.compile(
            rf"(?<!不)(?:我是|这是|这里是|这边是)({_OWN})(?=[^{_HAN}·]|$|的(?:妈妈|爸爸|老公|老婆|家人|家属|朋友|女儿|儿子))"
        ),
        "strict",
    ),
    (
        re.compile(
            rf"(?<!不)我是[^,。!?\n]{{0,8}}(?:联系|咨询|找|问|聊|投诉|下单)[^,。!?\n]{{0,4}}的({_DOTTED}|{_OWN}){_HARD_END}"
        ),
        "strict",
    ),
    (re.compile(rf"(?:叫|让|给|找)([小老阿][{_SURNAMES}])(?=[来去收取拿])"), "strict"),
    (re.compile(rf"叫我([小老阿][{_SURNAMES}]|{_OWN})(?=就|吧|即可|[^{_HAN}·]|$)"), "strict"),
    (re.compile(rf"(?<!不)我是\s?({_LATIN})"), "capital"),
    (re.compile(rf"(?:my name is|name is|name:|this is|i'm|i am)\s({_LATIN})"), "capital"),
    (re.compile(rf"(?:寄|转|交|送|发)给\s?{_KIN}({_DOTTED}|{_OWN}{_END})"), "strict"),
    (
        re.compile(
            rf"(?:写[的着是]?|让|由|寄|送|改成|换成|给|名字是|[{GONE}]\s?)({_DOTTED}|{_OWN})(?=\s?[代签]?收(?![货敛缩紧]|到了))"
        ),
        "strict",
    ),
    (re.compile(rf"(?<![{_HAN}])({_DOTTED}|{_OWN})(?=\s?(?:[代签亲]收|收件?)(?:[^{_HAN}]|$))"), "strict"),
    (re.compile(rf"(?:收|寄|发)[件货]人?(?:要|请|想|麻烦)?[改换写填][成为]?({_DOTTED}|{_OWN}){_END}"), "strict"),
    (
        re.compile(
            rf"我(?:妈妈?|爸爸?|老公|老婆|姐姐?|妹妹?|哥哥?|弟弟?|女儿|儿子|朋友|同事|闺蜜)(?:叫|是)?\s?({_OWN}){_END}"
        ),
        "strict",
    ),
    (re.compile(rf"(?<![{_HAN}])({_DOTTED}|{_OWN})(?=[\s,:;、/]{{0,2}}{PHONE})"), "strict"),
    (re.compile(rf"{PHONE}[\s,:;、/]{{0,2}}({_DOTTED}|{_OWN}){_HARD_END}"), "strict"),
    (
        re.compile(
            rf"(?:(?<![{_HAN}])|(?<=[您你]好)|(?<=[叫是给找的请和亲帮替为跟让由问位]))([{_SURNAMES}][{_HAN}]{{0,2}})(?=(?:先生|女士|小姐(?!姐)|太太)(?!代言|同款|联名))"
        ),
        "honour",
    ),
)
_OF_PEOPLES = re.compile(UNDOTTED)
_NO_NAME = re.compile(
    r"现在|[部处科]$|大姐|大哥|大爷|阿姨|宝贝|即可|[回某了吗呢吧啊么们我你他她您谁哪啥怎不没错]|什么|可以|能不|快递|客服|上门|顺丰|圆通|公司|单位|学校|仓库|商家|卖家|店|退|换|货|买|电话|手机|地址|名字|信息|实名|填|写|改|保安|前台|门卫|物业|邻居|驿站|别人|他人|代收|本人|家人|朋友|同事|闺蜜|妈妈|爸爸|老公|老婆|全名|简称|昵称|网名"
)
_NO_ONE = re.compile(
    r"(?<=.)钱|钱[包数财夹]|[皮肌油干混客户会员卡肤斑痘粉孕党号色痒痛肿疼货款买卖退换拆用吃喝问就从给帮与这那第的地得]|敏感|高敏|想问|(?:[一二三四五六七八九十几半每多这那哪本上下全整][年月]|[日点天])(?=$)|人$|区$|省$|市$|州$"
    r"|方便|何时|高价|单独|于[今昨前]|马上|高兴|安排|常用|白天|平时|时间|时候|万一|于是|包裹|成功|经常|应该|任何|全部|全脸|关于|温和|季节|周末|周[一二三四五六日]|金额|严重|谢谢|申请|申诉|尤其"
    r"|武汉|安徽|江苏|江西|苏州|温州|广州|宁波|宁夏|成都|成分|成年|常年|单身|单眼|单纯|明天|明明|明星|向您|连续|连夜|解决|查询|查单|查看|查了|关注|时差|应急|应届|全职|全新"
    r"|安全|安心|安静|安利|易过|易长|白领|黄牛|[羊牛子蟹女秤蝎手羯瓶鱼]座|原红|头发|毛孔|脸|边个|黄黑|黄体|黄金|金牌|金主|金卡|花粉|熊猫|牛奶|石头|文员|文科|医生|武装|高中|高三|高级|高龄|顾虑|顾及|马虎|马大哈|路痴|路过|路人"
    r"|车主|管家|管理|房东|师傅|老师|游客|农民|司机|古风|简单|项目|麦芽|米白|商家|商场|商城|宫颈|明白|麻烦|池子|和平|强烈|段时间|江湖|雷区|雷达|史上|万能|康复|施工|章程|齐全|乔迁|游戏|华为|曲线"
)


def claim_names(view: View) -> None:
    """Claim names in the places where names stand; words that only begin like a name stay."""
    for pattern, doubt in _PATTERNS:
        spans = []
        for found in pattern.finditer(view.text):
            if _is_name(view, *found.span(1), doubt):
                spans.append((*found.span(1), "姓名"))
        view.claim_all(spans)


def _is_name(view: View, start: int, end: int, doubt: str) -> bool:
    value = view.text[start:end]
    if re.search("[·•・‧]", value) or _OF_PEOPLES.fullmatch(value):
        return True
    match doubt:
        case "latin":
            return not re.fullmatch(r"vip|id|app|ok|no|qq|wx|vx", value)
        case "capital":
            written = view.written(start, end)
            return written[:1].isupper() and not written.isupper()
        case "strict":
            return not _NO_NAME.search(value) and not _NO_ONE.search(value)
        case "honour":
            return not re.search(r"谢谢|方便", value)
        case _:
            return not _NO_NAME.search(value)
