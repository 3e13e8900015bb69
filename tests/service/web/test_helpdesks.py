"""Inside a helpdesk: stand-in hosts play the other side of each protocol, on an origin of their own."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from service.api.guard import framed_headers
from service.web.helpdesks import zendesk_archive
from tests.service.conftest import Serve
from tests.service.web.conftest import comes, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

GENERIC = """<!doctype html>
<iframe id="yizhi" src="{address}/embed" allow="clipboard-write" width="380" height="700"></iframe>
<script>window.heard = []; addEventListener("message", event => heard.push(event.data));
const tell = (data, target = "{address}") => document.getElementById("yizhi").contentWindow.postMessage(data, target);</script>"""
CHATWOOT = """<!doctype html>
<iframe id="yizhi" src="{address}/embed?host=chatwoot&inbox=3:douyin" width="380" height="700"></iframe>
<script>addEventListener("message", event => {{
  if (event.data !== "chatwoot-dashboard-app:fetch-info") return;
  const data = {{conversation: {{id: 17, inbox_id: 3, messages: [
    {{content: "面霜变质了", message_type: 0}}, {{content: "内部：老顾客", message_type: 1, private: true}},
    {{content: "非常抱歉", message_type: 1}}, {{content: "那能退吗", message_type: 0}}]}}, contact: {{id: 5}}}};
  event.source.postMessage(JSON.stringify({{event: "appContext", data}}), event.origin);
}});</script>"""


ZENDESK = """<!doctype html>
<script>window.desk = {{settings: {{address: "{address}", channels: "email:douyin"}}, acts: {{}}, inserted: [], hasEditor: true,
  values: {{"currentUser.locale": "zh-CN", "ticket.id": 7, "ticket.via.channel": "email", "comment.text": "您好",
    "ticket.conversation": [
      {{author: {{role: "end-user"}}, channel: {{name: "email"}}, timestamp: "2026-11-30T01:00:00Z", message: {{content: "<p>面霜变质了<br>&lt;急&gt;</p>"}}}},
      {{author: {{role: "agent"}}, channel: {{name: "internal"}}, timestamp: "2026-11-30T01:01:00Z", message: {{content: "老顾客"}}}},
      {{author: {{role: "end-user"}}, channel: {{name: "email"}}, timestamp: "2026-11-30T01:03:00Z", message: {{content: "<p>那能退吗</p>"}}}},
      {{author: {{role: "agent"}}, channel: {{name: "email"}}, timestamp: "2026-11-30T01:02:00Z", message: {{content: "非常抱歉"}}}}]}}}};
</script><iframe id="app" src="/assets/iframe.html" allow="clipboard-write" width="400" height="800"></iframe>"""
# what Zendesk's own script offers an app, played on the page above
ZENDESK_SDK = """window.ZAFClient = {init() { const desk = parent.desk; return {
  metadata: async () => ({settings: desk.settings}),
  get: async path => { if (!(path in desk.values)) throw new Error(path); return {[path]: desk.values[path]}; },
  set: async (path, value) => { desk.values[path] = value; },
  on: (event, act) => { desk.acts[event] = act; },
  invoke: async (name, text) => { if (name !== "ticket.editor.insert") return;
    if (!desk.hasEditor) throw new Error(name); desk.inserted.push(text); }}}};"""


@contextmanager
def hosting(html: Callable[[], str], files: Mapping[str, bytes] = MappingProxyType({})) -> Iterator[str]:
    """Serve a page, and files beside it, on a port of its own, which is an origin of its own, and yield that origin."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path) or html().encode()
            kind = "text/javascript" if self.path.endswith(".js") else "text/html"
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(10)


@pytest.fixture
def open_host(browser: Browser, address: Callable[..., str]) -> Iterator[Callable[..., tuple[Page, FrameLocator]]]:
    """Open a stand-in host whose origin the service allows, or not."""
    with ExitStack() as stack:

        def start(
            html: str, is_allowed: bool = True, files: Mapping[str, bytes] = MappingProxyType({})
        ) -> tuple[Page, FrameLocator]:
            served: list[str] = []
            origin = stack.enter_context(hosting(lambda: html.format(address=served[0]), files))
            served.append(address(frame_origins=origin if is_allowed else ""))
            context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
            stack.callback(context.close)
            page = context.new_page()
            page.route(
                "https://static.zdassets.com/**",
                lambda route: route.fulfill(body=ZENDESK_SDK, content_type="text/javascript"),
            )
            page.goto(origin)
            return page, page.frame_locator("#yizhi")

        yield start


def test_a_message_goes_in_and_the_chosen_reply_comes_out_with_its_conversation(open_host: Any):
    page, yizhi = open_host(GENERIC)
    until(page, "window.heard.some(one => one.type === 'ready')")

    page.evaluate("tell({yizhi: 1, type: 'message', conversation: 'c-1', channel: 'douyin', text: '面霜有异味'})")
    yizhi.locator(".card").first.wait_for()
    expect(yizhi.locator("#channel")).to_have_value("douyin")
    yizhi.locator(".card.selected .button").first.click()
    until(page, "window.heard.some(one => one.type === 'insert')")
    inserted = page.evaluate("window.heard.find(one => one.type === 'insert')")
    page.evaluate("tell({yizhi: 1, type: 'message', conversation: 'c-2', text: '不喜欢'})")
    yizhi.locator(".card h3", has_text="无理由").first.wait_for()
    expect(yizhi.locator(".conversation li")).to_have_count(0)
    page.evaluate("tell({yizhi: 1, type: 'conversation', conversation: 'c-1'})")
    yizhi.locator(".card h3", has_text="质量问题退换货").first.wait_for()

    assert inserted == {
        "yizhi": 1,
        "type": "insert",
        "text": "抱歉亲，质量问题能退，运费我们出。",
        "conversation": "c-1",
    }


@pytest.mark.slow
def test_the_theme_follows_the_helpdesk_and_strangers_are_not_heard(open_host: Any):
    page, yizhi = open_host(GENERIC)
    until(page, "window.heard.some(one => one.type === 'ready')")

    page.evaluate("tell({yizhi: 1, type: 'theme', theme: 'dark'})")
    expect(yizhi.locator("html")).to_have_css("background-color", "rgb(18, 23, 26)")
    page.evaluate(
        """() => { const stranger = document.createElement('iframe');
        stranger.srcdoc = "<script>parent.frames[0].postMessage({yizhi: 1, type: 'message', text: '假的'}, '*');"
          + "parent.postMessage('spoken', '*')</" + "script>";
        document.body.append(stranger); }"""
    )
    until(page, "window.heard.includes('spoken')")
    page.evaluate("tell({yizhi: 1, type: 'theme', theme: 'light'})")  # comes after the stranger's words
    expect(yizhi.locator("html")).not_to_have_css("background-color", "rgb(18, 23, 26)")

    expect(yizhi.locator("#message")).to_have_value("")


@pytest.mark.slow
def test_chatwoot_tells_the_conversation_and_the_inbox_chooses_the_channel(open_host: Any):
    _, yizhi = open_host(CHATWOOT)

    yizhi.locator(".card h3", has_text="质量问题退换货").first.wait_for()

    expect(yizhi.locator("#message")).to_have_value("那能退吗")
    expect(yizhi.locator("#channel")).to_have_value("douyin")
    expect(yizhi.locator(".conversation li")).to_have_text(["顾客面霜变质了", "客服非常抱歉"])


@pytest.mark.slow
def test_a_zendesk_ticket_goes_in_and_the_reply_goes_into_the_editor_of_that_ticket_alone(open_host: Any):
    with zipfile.ZipFile(io.BytesIO(zendesk_archive())) as archive:
        files = {f"/{name}": archive.read(name) for name in archive.namelist()}
    page, _ = open_host(ZENDESK, files=files)
    app = page.frame_locator("#app")
    yizhi = app.frame_locator("#yizhi")

    yizhi.locator(".card h3", has_text="质量问题退换货").first.wait_for()
    expect(yizhi.locator("#message")).to_have_value("那能退吗")
    expect(yizhi.locator("#channel")).to_have_value("douyin")
    expect(yizhi.locator(".conversation li")).to_have_text(["顾客面霜变质了\n<急>", "客服非常抱歉"])
    yizhi.locator(".card.selected .button").first.click()
    until(page, "desk.inserted.length === 1")
    page.evaluate("desk.values['ticket.id'] = 8")  # the agent went on, and the app was not told yet
    yizhi.locator(".card.selected .button").first.click()
    app.locator("#told", has_text="已经换了工单").wait_for()
    page.evaluate("Object.assign(desk.values, {'ticket.id': 7, 'comment.useRichText': true}); desk.hasEditor = false")
    yizhi.locator(".card.selected .button").first.click()
    until(page, "desk.values['comment.text'] !== '您好'")

    reply = "抱歉亲，质量问题能退，运费我们出。"
    assert page.evaluate("desk.inserted") == [reply]
    assert page.evaluate("desk.values['comment.text']") == f"您好<br>{reply}"


def test_the_file_for_zendesk_holds_what_its_manifest_names(serve: Serve):
    response = serve().client.get("/setup/zendesk.zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
        words = [json.loads(archive.read(f"translations/{one}.json"))["app"]["parameters"] for one in ("en", "zh-cn")]

    assert {manifest["location"]["support"]["ticket_sidebar"]["url"], "assets/logo.png"} <= names
    assert [set(one) for one in words] == [{one["name"] for one in manifest["parameters"]}] * 2


@pytest.mark.slow
def test_no_page_frames_the_sidebar_unless_the_setting_names_it(open_host: Any):
    page, _ = open_host(GENERIC, is_allowed=False)

    comes(page, lambda: page.frames[-1].url.partition(":")[0], "chrome-error")
    assert page.evaluate("window.heard") == []


def test_only_the_sidebar_of_helpdesks_can_be_framed(serve: Serve):
    served = serve(frame_origins="https://Chat.Example.com/app, https://b.example")

    policies = {path: served.client.get(path).headers["content-security-policy"] for path in ("/", "/embed", "/setup")}

    assert "frame-ancestors https://chat.example.com https://b.example" in policies["/embed"]
    assert all("frame-ancestors 'none'" in policies[path] for path in ("/", "/setup"))
    assert b"frame-ancestors 'none'" in dict(framed_headers(()))[b"content-security-policy"]
