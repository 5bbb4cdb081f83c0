// A process of its own for the crash test: offers entries and removes groups without end, and says each group that
// is gone. It waits to be killed.
import { writeSync } from 'node:fs';
import { openSegmentVolume } from '../../../../adapters/volumes/segments/open-segment-volume.ts';
import { loopEntry, perGroup } from './loop-entry.ts';

const [directory = '', capacityBytes, from] = process.argv.slice(2);
const volume = await openSegmentVolume({
  directory,
  capacityBytes: Number(capacityBytes),
  admit: 'first',
  tell: (event, fields) => {
    throw new Error(event, { cause: fields });
  },
});

for (let number = Number(from); ; number += perGroup) {
  // Written at the same time, as a server does.
  const entries = Array.from({ length: perGroup }, (_, index) => loopEntry(number + index));
  await Promise.all(entries.map((entry) => volume.offer(entry)));
  const group = entries[0]?.group ?? '';
  const isGoing = (number / perGroup) % 3 === 0;
  if (isGoing) await volume.removeGroups([group]);
  writeSync(1, `${number}\t${isGoing ? group : ''}\n`);
}
