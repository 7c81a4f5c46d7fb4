/** Where a typed time is meant within a recording. */
export interface GoToContext {
  /** Seconds at the page's start: what `+30` counts from. */
  readonly now: number;
  /** Where the recording has signal, seconds from its start. */
  readonly start: number;
  readonly end: number;
  /** UTC, ISO 8601. */
  readonly startTime: string | null;
}

/**
 * Seconds from the recording's start for `2996`, `2996s`, `+30`, `-30`, `01:23:45`, `23:45`, or null when the text is
 * no time. A time with colons counts from the start; it is a time of day when it starts with `@`, or when the
 * recording is not that long and the clock shows that time within it.
 */
export function parseGoTo(text: string, context: GoToContext): number | null {
  const trimmed = text.trim();
  const relative = /^([+-])\s*(.+)$/.exec(trimmed);
  if (relative) {
    const by = parseDuration(relative[2] ?? '');
    return by === null ? null : context.now + (relative[1] === '-' ? -by : by);
  }
  const isClock = trimmed.startsWith('@');
  const seconds = parseDuration(isClock ? trimmed.slice(1) : trimmed);
  if (seconds === null) return null;
  if (!isClock && (seconds <= context.end || !trimmed.includes(':'))) return seconds;
  const clock = onClock(seconds, context);
  return clock ?? (isClock ? null : seconds);
}

function parseDuration(text: string): number | null {
  const plain = /^(\d+(?:\.\d+)?)\s*s?$/.exec(text.trim());
  if (plain) return Number(plain[1]);
  const parts = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text.trim());
  return parts ? Number(parts[1] ?? 0) * 3600 + Number(parts[2]) * 60 + Number(parts[3]) : null;
}

/** The first time at or after the recording's start at which its clock shows `ofDay` seconds after midnight. */
function onClock(ofDay: number, context: GoToContext): number | null {
  const start = context.startTime === null ? NaN : Date.parse(context.startTime) / 1000;
  if (Number.isNaN(start)) return null;
  const day = 86_400;
  const from = start + context.start;
  const seconds = context.start + ((((ofDay - from) % day) + day) % day);
  return seconds <= context.end ? seconds : null;
}
