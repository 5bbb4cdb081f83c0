// A child that is no longer ours: it says that it is ready, and answers the first task with bytes that are no frame.
import { Socket } from 'node:net';
import { parentDescriptor, writeFrame } from '../../../../adapters/engines/pool/frames.ts';

const parent = new Socket({ fd: parentDescriptor });
parent.once('data', () => parent.write(Buffer.alloc(64, 0xff)));
parent.on('close', () => process.exit());
writeFrame(parent, { reply: { ready: 'nonsense 1.0' }, rssBytes: 0 });
