// A form that is pressed before the script that sends it is there waits for it, with what was written in it. Such forms
// are `method="dialog"`: the browser sends nothing of them by itself, and nothing of them goes into an address.

let isWhole = false;
const pressed = new Map(); // forms, each with the button it was pressed by

function hold(event) {
  if (isWhole || event.target.method !== "dialog") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  pressed.set(event.target, event.submitter);
}

document.addEventListener("submit", hold, true);
// after every script of the page
document.addEventListener("DOMContentLoaded", () => {
  isWhole = true;
  for (const [form, submitter] of pressed) form.requestSubmit(submitter);
});
