"""Files as they come out of broken exports and hostile hands: bytes of good ones cut, turned, doubled and swapped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from hypothesis import strategies as st

_ODD = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\"", b"'", b"\r", b"\n", b"\t", b",", b"\xa3\xac", b"&a *a", b"<<: *x", b"!!python/object:os.system {}",
    b"- ? [", b"{", b"}}", b"]", b": :", b"%YAML 9.9\n---\n", b"---\n", b"...\n", b"|2\n", b"&#0;", b"<", b"]]>", b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"&b;", b"=1+1", b"1e999", b"-1", b"99999999999", b"\xed\xa0\x80", "﹢：，“”\u2028\u0085\u202e".encode(), b"[" * 3000, b"- " * 3000, b"A1:XFD1048576", b"2026-13-45",
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, good: bytes) -> bytes:
    """A file with one to four things done to it."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        to = min(len(data), at + draw(st.sampled_from((0, 1, 2, 7, 40, 400))))
        match draw(st.sampled_from(("cut", "turn", "double", "odd", "end", "swap"))):
            case "cut":
                del data[at:to]
            case "turn":
                data[at:to] = bytes(255 - one for one in data[at:to])
            case "double":
                data[at:at] = data[at:to]
            case "odd":
                data[at:to] = draw(st.sampled_from(_ODD))
            case "end":
                del data[at:]
            case "swap":
                data[at:to] = data[at:to][::-1]
    return bytes(data)


@st.composite
def mangled_workbook(draw: st.DrawFn, good: bytes) -> bytes:
    """A workbook that still is an archive, with something done to one or two of its parts; now and then a part is gone."""
    with zipfile.ZipFile(io.BytesIO(good)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    names: Sequence[str] = sorted(parts)
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
        if draw(st.integers(0, 9)) == 0:
            del parts[name]
        else:
            parts[name] = draw(mangled(parts[name]))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name, data in parts.items():
            after.writestr(name, data)
    return made.getvalue()
