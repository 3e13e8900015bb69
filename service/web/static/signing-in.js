// Signs in with an API key, and goes on to the page that was asked for.

const form = document.getElementById("with-key");

async function signIn() {
  const fault = document.getElementById("fault");
  fault.hidden = true;
  const secret = document.getElementById("secret").value.trim();
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ secret }) };
  const response = await fetch("/sign-in/key", sent).catch(() => null);
  if (response?.ok) return location.assign(form.dataset.next);
  fault.textContent = response && response.status < 500 ? fault.dataset.wrong : fault.dataset.unreachable;
  fault.hidden = false;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  signIn();
});
