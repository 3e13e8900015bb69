// A session that ended: told on the page, with the way back in, and nothing that was written is lost.

import { SIGNED_OUT } from "./calls.js";

export const signing = {
  isSignedOut: false,

  listenSignedOut() {
    addEventListener(SIGNED_OUT, () => (this.isSignedOut = true));
  },
  get signInLink() {
    const back = this.isEmbedded ? "/" : `${location.pathname}${location.search}`;
    return `/sign-in?next=${encodeURIComponent(back)}`;
  },
  // here the page comes back by itself with what it kept; a frame stays, and one signs in beside it
  leaveToSignIn(event) {
    if (this.isEmbedded) return;
    event.preventDefault();
    this.save();
    location.assign(this.signInLink);
  },
  // in a frame the browser hands out the session's cookie once a person asks for it here
  async cameBack() {
    if (this.isEmbedded) await document.requestStorageAccess?.().catch(() => {});
    await this.learn();
  },
};
