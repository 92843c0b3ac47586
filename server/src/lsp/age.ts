const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [365 * 24 * 3600, 'year'],
  [30 * 24 * 3600, 'month'],
  [24 * 3600, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/** How long ago something was, in words: "3 minutes ago". */
export function age(date: Date, now = new Date()): string {
  const seconds = (now.getTime() - date.getTime()) / 1000;
  for (const [length, name] of UNITS) {
    const number = Math.floor(seconds / length);
    if (number >= 1) return `${number} ${name}${number === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
