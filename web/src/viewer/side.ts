export type Side = 'left' | 'right' | 'midline' | 'other';

const electrode = /^(?:eeg\s+)?(?:fp|af|fc|ft|cp|tp|po|f|c|t|p|o|a|m|i)(z|\d+)\b/i;

/** The side of the head of a label's first electrode by the 10-20 and 10-10 names: odd left, even right, z midline. */
export function sideOf(label: string): Side {
  const place = electrode.exec(label.trim())?.[1];
  if (place === undefined) return 'other';
  if (place.toLowerCase() === 'z') return 'midline';
  return Number(place) % 2 === 1 ? 'left' : 'right';
}
