// Calls to the service; of several in flight for the same thing only the newest is answered.

export class CallFailed extends Error {}
export class Unreachable extends Error {}
export class Hung extends Error {}
export class SignedOut extends CallFailed {}

export const SIGNED_OUT = "yizhi-signed-out"; // told to the page when a call finds that nobody is signed in

export const PATIENCE_MS = 5000; // an agent must not wait longer for an answer

export async function call(method, path, body, { signal, patience = 0 } = {}) {
  const hung = new AbortController();
  const timer = patience ? setTimeout(() => hung.abort(), patience) : 0;
  const stop = () => hung.abort();
  signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(path, {
      method,
      signal: hung.signal,
      headers: { "Accept-Language": document.documentElement.lang, ...(body !== undefined && { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json().catch((error) => {
      if (error.name === "AbortError") throw error;
      return {};
    });
    if (response.ok || path === "/readyz") return answer;
    if (response.status === 503) throw new Unreachable(answer.detail ?? "");
    if (response.status === 401) {
      dispatchEvent(new Event(SIGNED_OUT));
      throw new SignedOut(answer.detail ?? "");
    }
    throw new CallFailed(answer.detail ?? `${response.status}`);
  } catch (error) {
    if (error instanceof CallFailed || error instanceof Unreachable) throw error;
    if (error.name !== "AbortError") throw new Unreachable(error.message);
    if (signal?.aborted) throw error;
    throw new Hung();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

// what it calls answers null where a newer call has begun meanwhile
export function newest(patience = PATIENCE_MS) {
  let running = null;
  let last = null; // the newest answer, until a newer call begins
  return {
    async call(method, path, body) {
      this.drop();
      const mine = new AbortController();
      running = mine;
      try {
        const answer = await call(method, path, body, { signal: mine.signal, patience });
        if (running !== mine) return null;
        last = answer;
        return answer;
      } catch (error) {
        if (error.name === "AbortError" || running !== mine) return null;
        throw error;
      }
    },
    isNewest(answer) {
      return answer === last;
    },
    drop() {
      running?.abort();
      running = last = null;
    },
  };
}

export function later(wait_ms, act) {
  let timer = 0;
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(act, wait_ms);
    },
    now() {
      clearTimeout(timer);
      return act();
    },
    drop() {
      clearTimeout(timer);
    },
  };
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "offstage";
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus();
    return done;
  }
}
