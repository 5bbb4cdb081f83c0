// Dates of HTTP fields, RFC 9110 section 5.6.7: one form is written, three are read.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const forms = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

export function writeHttpDate(epochMillis: number): string {
  return new Date(epochMillis).toUTCString();
}

/** Milliseconds since the epoch; undefined for anything that is not a date of the three forms. */
export function readHttpDate(text: string): number | undefined {
  for (const form of forms) {
    const { day = '', month = '', year = '', time = '' } = form.exec(text)?.groups ?? {};
    const at = months.indexOf(month) + 1;
    if (at === 0) continue;
    const iso = `${fullYear(year)}-${String(at).padStart(2, '0')}-${day.replace(' ', '0')}T${time}Z`;
    const millis = Date.parse(iso);
    return Number.isNaN(millis) ? undefined : millis;
  }
  return undefined;
}

// Two digits that would lie more than fifty years ahead mean the century before.
function fullYear(year: string): string {
  if (year.length === 4) return year;
  const now = new Date().getUTCFullYear();
  const near = Math.floor(now / 100) * 100 + Number(year);
  return String(near > now + 50 ? near - 100 : near);
}
