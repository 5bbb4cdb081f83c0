// Compares versions of C libraries: numbers between points, missing ones count as 0, and what follows a number is dropped.

export function isBelow(version: string, other: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(other)];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
