"""The words of the shell that every workplace stands in, in Simplified Chinese first and in English."""

from __future__ import annotations

# each text in the order of LANGUAGES; `{…}` is filled in by the page
SHELL_TEXTS: dict[str, tuple[str, str]] = {
    "nav": ("工作台", "Workplaces"),
    "nav_agents": ("客服", "Agents"),
    "nav_train": ("培训", "Trainers"),
    "nav_quality": ("质检", "QA"),
    "title_agents": ("客服助手", "Agents' sidebar"),
    "skip_main": ("跳到正文", "Skip to the content"),
    "pages": ("页面", "Pages"),
    "palette": ("查找", "Find"),
    "palette_hint": ("页面、条目名称或 id", "Pages, entries by title or id"),
    "palette_none": ("没有找到", "Nothing found"),
    "state_current": ("知识库是最新的", "Base is current"),
    "state_light": ("轻量索引在作答，更好的正在生成", "A light index answers; a better one is coming"),
    "state_learning": ("正在学习新内容", "Learning the newest text"),
    "state_starting": ("正在启动", "Starting"),
    "starting_text": ("知识库正在打开，好了会自动显示。", "The base is being opened; the page follows by itself."),
    "state_broken": ("知识库有 {n} 处错误", "Base has {n} errors"),
    "state_fault": ("新的知识库没能装载", "The newest base could not be taken over"),
    "fault_back": ("回到{place}", "Back to: {place}"),
    "part_failed": ("没读到：{reason}。请刷新页面重试。", "Could not be read: {reason}. Reload the page."),
    "part_unreachable": ("连不上服务", "the service cannot be reached"),
    "state_serves": ("上一个完好的版本仍在作答。", "The last good version still answers."),
}
