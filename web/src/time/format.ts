/** `1:02:03.5`: hours, minutes and seconds of a length or a place in a recording, in seconds. */
export function formatElapsed(seconds: number, decimals = 0): string {
  const sign = seconds < 0 ? '-' : '';
  const scale = 10 ** decimals;
  const rounded = Math.round(Math.abs(seconds) * scale) / scale;
  const whole = Math.floor(rounded);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(part => String(part).padStart(2, '0'));
  const fraction = decimals > 0 ? (rounded - whole).toFixed(decimals).slice(1) : '';
  return `${sign}${parts.join(':')}${fraction}`;
}

/** Seconds with as many decimals as they have, at most `decimals`: `2996`, `2996.5`. */
export function formatSeconds(seconds: number, decimals = 2): string {
  return String(Number(seconds.toFixed(decimals)));
}

/** `40 s`, `3 min 20 s`, `2 h 5 min`: a length for people. */
export function formatLength(seconds: number): string {
  if (seconds < 120) return `${formatSeconds(seconds, seconds < 10 ? 2 : 1)} s`;
  if (seconds < 7200) {
    const rest = Math.round(seconds) % 60;
    return `${Math.floor(Math.round(seconds) / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
  }
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** Time of day `seconds` after `startTime` (ISO 8601) as the recording's clock had it (UTC on the wire); null when it has none. */
export function formatClock(startTime: string | null, seconds: number, decimals = 0): string | null {
  const start = startTime === null ? NaN : Date.parse(startTime);
  if (Number.isNaN(start)) return null;
  const day = 86_400;
  const scale = 10 ** decimals;
  const ofDay = Math.round((start / 1000 + seconds) * scale) / scale;
  return formatElapsed(((ofDay % day) + day) % day, decimals);
}

/** `2076-11-06`, the date `seconds` after `startTime`; null when there is none. */
export function formatDate(startTime: string | null, seconds: number): string | null {
  const start = startTime === null ? NaN : Date.parse(startTime);
  return Number.isNaN(start) ? null : new Date(start + seconds * 1000).toISOString().slice(0, 10);
}
