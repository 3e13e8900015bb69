// One submit at a time: pressed again while the first is on its way, or while the page after it comes, a form does nothing.

// `act` answers whether it leaves the page
export async function once(form, act) {
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  let isLeaving = false;
  try {
    isLeaving = await act();
  } finally {
    if (!isLeaving) form.removeAttribute("aria-busy");
  }
}

export function leave(path) {
  location.assign(path);
  return true;
}

export function reload() {
  location.reload();
  return true;
}

// a page that the browser kept as it was left
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});
