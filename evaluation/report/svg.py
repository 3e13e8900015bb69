"""Small charts as inline SVG: calibration, trend and interval; the heat map is a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

INK, GREY, LINE, BRAND, WARM = "#1f2933", "#6b7785", "#d9dee5", "#1f6f8b", "#c2553c"


def calibration(bins: Sequence[Sequence[float]]) -> Markup:
    """Return the reliability diagram: share that was right over score, a dot's area its count."""
    size, left, top = 320, 46, 14
    most = max((one[2] for one in bins), default=1)
    parts = [_frame(left, top, size)]
    parts.append(
        f'<line x1="{left}" y1="{top + size}" x2="{left + size}" y2="{top}" stroke="{GREY}" stroke-dasharray="5 5"/>'
    )
    points = []
    for _low, _high, count, score, right in bins:
        x, y = left + score * size, top + (1 - right) * size
        points.append(f"{x:.1f},{y:.1f}")
        ideal = top + (1 - score) * size
        parts.append(
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{ideal:.1f}" '
            f'stroke="{WARM}" stroke-width="2" opacity=".55"/>'
        )
        radius = 3 + 9 * (count / most) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{BRAND}" opacity=".85">'
            f"<title>把握 {score:.2f}，实际对 {right:.2f}，共 {int(count)} 条</title></circle>"
        )
    parts.insert(2, f'<polyline points="{" ".join(points)}" fill="none" stroke="{BRAND}" stroke-width="1.5"/>')
    parts.append(_text(left + size / 2, top + size + 36, "系统说的把握", "middle"))
    parts.append(
        f'<g transform="rotate(-90 12 {top + size / 2})">{_text(12, top + size / 2, "实际答对的比例", "middle")}</g>'
    )
    return _svg(left + size + 16, top + size + 44, parts, "把握校准图")


def trend(dates: Sequence[str], lines: Sequence[tuple[str, Sequence[float | None]]]) -> Markup:
    """Return how figures moved over runs, oldest first; a gap where a run lacks one."""
    width, height, left, top = 640, 200, 46, 14
    colours = (BRAND, WARM, "#5a8f3d", "#8a5aa8", "#b8860b")
    step = width / max(1, len(dates) - 1)
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = top + (1 - share) * height
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(_text(left - 6, y + 4, f"{share:.0%}", "end"))
    shown = {0, len(dates) - 1, *range(0, len(dates), max(1, len(dates) // 6))}
    for place in sorted(shown):
        anchor = "end" if place == len(dates) - 1 and place else "start" if place == 0 else "middle"
        parts.append(_text(left + place * step, top + height + 20, dates[place], anchor))
    for number, (name, values) in enumerate(lines):
        colour = colours[number % len(colours)]
        known = [
            (left + place * step, top + (1 - value) * height) for place, value in enumerate(values) if value is not None
        ]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in known)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in known]
        y = top + height + 44 + 20 * (number // 3)
        x = left + (number % 3) * width / 3
        parts.append(f'<rect x="{x:.1f}" y="{y - 9}" width="12" height="4" fill="{colour}"/>')
        parts.append(_text(x + 18, y - 2, name, "start", INK))
    rows = (len(lines) + 2) // 3
    return _svg(left + width + 20, top + height + 34 + 20 * rows, parts, "历次走势")


def interval(value: float, low: float | None, high: float | None) -> Markup:
    """Return a share on a line from 0 to 1, with its interval."""
    left, width = 5, 120  # a dot at either end stays whole
    parts = [f'<rect x="{left}" y="7" width="{width}" height="3" rx="1.5" fill="{LINE}"/>']
    if low is not None and high is not None:
        parts.append(
            f'<rect x="{left + width * low:.1f}" y="5" width="{max(1.0, width * (high - low)):.1f}" height="7" rx="3" '
            f'fill="{BRAND}" opacity=".35"/>'
        )
    parts.append(f'<circle cx="{left + width * min(1, max(0, value)):.1f}" cy="8.5" r="4" fill="{BRAND}"/>')
    return _svg(left + width + left, 17, parts, "区间", "bar")


def _frame(left: int, top: int, size: int) -> str:
    parts = [f'<rect x="{left}" y="{top}" width="{size}" height="{size}" fill="none" stroke="{LINE}"/>']
    for share in (0, 0.25, 0.5, 0.75, 1):
        parts.append(_text(left - 6, top + (1 - share) * size + 4, f"{share:.2g}", "end"))
        parts.append(_text(left + share * size, top + size + 16, f"{share:.2g}", "middle"))
    return "".join(parts)


def _text(x: float, y: float, text: str, anchor: str, colour: str = GREY) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="12">{escape(text)}</text>'


def _svg(width: float, height: float, parts: Sequence[str], label: str, name: str = "chart") -> Markup:
    return Markup(
        f'<svg class="{name}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'role="img" '
        f'aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
