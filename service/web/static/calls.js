// Calls to the service; of several in flight for the same thing only the newest is answered.

export class CallFailed extends Error {}
export class Unreachable extends Error {}

export async function call(method, path, body, signal) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(error.message);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok || path === "/readyz") return answer;
  if (response.status === 503) throw new Unreachable(answer.detail ?? "");
  throw new CallFailed(answer.detail ?? `${response.status}`);
}

// returns a function that calls and answers null where a newer call has begun meanwhile
export function newest() {
  let running = null;
  return {
    async call(method, path, body) {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      try {
        const answer = await call(method, path, body, mine.signal);
        return running === mine ? answer : null;
      } catch (error) {
        if (error.name === "AbortError" || running !== mine) return null;
        throw error;
      }
    },
    drop() {
      running?.abort();
      running = null;
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
      act();
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
