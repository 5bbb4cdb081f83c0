import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureFrom } from '../../support/failure-from.ts';
import { itKeepsTheLaw } from './law.ts';
import { dialectOf } from './mounted-house.ts';
import { tallyOf } from './tally.ts';

const map = { IMG_SOURCE_MAP: 'local:///= https://images.example/=' };
const tally = tallyOf('cloudflare, read');
const cloudflare = dialectOf('cloudflare', map);
const red = { r: 255, g: 0, b: 0, alpha: 1 };

function stageIn(options: string) {
  const { metadata, ...stage } = cloudflare.read(`${options}/a.jpg`)?.stages[0] ?? {};
  return stage;
}

describe('the options of Cloudflare', () => {
  it.each([
    ['width=80,height=60', { resize: { width: 80, height: 60 } }],
    ['w=80%2Ch%3D60', { resize: { width: 80, height: 60 } }],
    ['width=auto', {}],
    ['w=10,dpr=2.5,fit=cover', { resize: { width: 10, dpr: 2.5, fit: 'cover' } }],
    ['fit=scale-down', {}],
    ['fit=scale-up', { resize: { fit: 'scale-up' } }],
    ['fit=crop,g=auto', { resize: { fit: 'crop', gravity: 'attention' } }],
    ['gravity=face,zoom=0', { resize: { gravity: 'face' } }],
    ['gravity=left,zoom=0.5', { resize: { gravity: { x: 0, y: 0.5 } } }],
    ['gravity=0.2x0.75', { resize: { gravity: { x: 0.2, y: 0.75 } } }],
    ['gravity=entropy', { resize: { gravity: 'entropy' } }],
    ['quality=60', { encode: { quality: 60 } }],
    ['q=medium-high', { encode: { quality: 70 } }],
    ['slow-connection-quality=30,compression=fast', {}],
    ['format=auto', { encode: { format: 'auto' } }],
    ['f=jpeg', { encode: { format: 'jpg', progressive: true } }],
    ['f=baseline-jpeg', { encode: { format: 'jpg' } }],
    ['f=png-force', { encode: { format: 'png' } }],
    ['format=json', { encode: { format: 'json' } }],
    ['background=%23ff0000', { background: { background: red } }],
    ['background=rgb(255%200%200)', { background: { background: red } }],
    ['background=rgba(255%200%200%20%2F%200.5)', { background: { background: { ...red, alpha: 128 / 255 } } }],
    ['blur=20,sharpen=1.5', { blur: { blur: 20 }, sharpen: { sharpen: 1.5 } }],
    ['brightness=1.2,saturation=0', { modulate: { brightness: 1.2, saturation: 0 } }],
    ['contrast=0.5,gamma=1.5', { gamma: { gamma: 1.5 }, contrast: { contrast: 0.5 } }],
    ['rotate=90,flip=hv', { flip: { flip: 'hv' }, rotate: { rotate: 90 } }],
    ['trim=1;2;3;4', { trim: { trim: [1, 2, 3, 4] } }],
    [
      'trim=border,trim.border.color=red,trim.border.tolerance=20,trim.border.keep=3',
      {
        trim: { trim: 'border', 'trim.border.color': red, 'trim.border.tolerance': 20, 'trim.border.keep': 3 },
      },
    ],
    ['trim.left=4,trim.top=1', { trim: { trim: [1, 0, 0, 4] } }],
    [
      'trim.left=10,trim.top=20,trim.width=30,trim.height=40',
      { crop: { crop: { left: 10, top: 20, width: 30, height: 40 } } },
    ],
    [
      'trim.width=30,dpr=2',
      { resize: { dpr: 2 }, crop: { crop: { left: 0, top: 0, width: 60, height: 999_999_999 } } },
    ],
    ['border.width=2,border.color=red', { border: { border: [2, 2, 2, 2], 'border.color': red } }],
    ['border.width=2,border.left=5', { border: { border: [2, 2, 2, 5] } }],
    ['anim=false', { encode: { anim: false } }],
    ['upscale=interpolate', {}],
    ['w=9,upscale=generate', { resize: { width: 9, upscale: 'generate' } }],
    ['segment=foreground', { segment: { segment: 'foreground' } }],
  ])('are read: %s', (options, stage) => {
    expect(stageIn(options)).toEqual(stage);
    tally.agreed += 1;
  });

  it('keep the copyright unless they say otherwise', () => {
    const metadataIn = (options: string) => cloudflare.read(`${options}/a.jpg`)?.stages[0]?.metadata?.metadata;
    expect([metadataIn('w=1'), metadataIn('metadata=none'), metadataIn('metadata=keep')]).toEqual([
      'copyright',
      undefined,
      'keep',
    ]);
  });

  it('send to the original what cannot be rendered', () => {
    expect(cloudflare.read('onerror=redirect,w=1/a.jpg')?.onError).toBe('redirect');
  });

  it.each([
    ['width=0', 'bad-option'],
    ['width=', 'bad-option'],
    ['width', 'bad-option'],
    ['colour=red', 'bad-option'],
    ['constructor=1', 'bad-option'],
    ['fit=outside', 'bad-option'],
    ['rotate=45', 'bad-option'],
    ['quality=101', 'bad-option'],
    ['background=rgb(256%200%200)', 'bad-option'],
    ['zoom=2', 'bad-option'],
    ['onerror=ignore', 'bad-option'],
    ['compression=slow', 'bad-option'],
    ['trim.width=0', 'bad-option'],
    ['trim.width=5,trim.right=2', 'bad-option'],
    ['trim=border,trim.left=2', 'bad-option'],
    ['border.top=-1', 'bad-option'],
    ['w=1,', 'bad-option'],
    ['segment=background', 'bad-option'],
    ['upscale=guess', 'bad-option'],
    ['format=svg', 'not-supported'],
    ['gravity=face,zoom=0.5', 'not-supported'],
  ])('are refused: %s', (options, code) => {
    const { code: refused, detail } = failureFrom(() => cloudflare.read(`${options}/a.jpg`));
    expect(refused).toBe(code);
    expect(detail.segment).toBeDefined();
    tally.refused += 1;
  });

  it('are lenient or strict as they are told to be', () => {
    const lenient = dialectOf('cloudflare', { ...map, IMG_UNKNOWN_OPTIONS: 'ignore' });
    expect(lenient.read('w=5,colour=red,format=svg/a.jpg')?.stages[0]?.resize).toEqual({ width: 5 });
    expect(failureFrom(() => lenient.read('w=0/a.jpg')).code).toBe('bad-option');
  });
});

describe('the source of Cloudflare', () => {
  it.each([
    ['a/b.jpg', 'a/b.jpg'],
    ['a.jpg?v=3', 'a.jpg'],
    ['a.jpg%3Fv=3', 'a.jpg'],
    ['/a.jpg', 'a.jpg'],
    ['https://images.example/a%20b.jpg?v=3', 'a b.jpg'],
    ['https:/images.example/a.jpg', 'a.jpg'],
    ['https%3A%2F%2Fimages.example%2Fa.jpg', 'a.jpg'],
    ['https://elsewhere.example/a.jpg?v=3&w=4', 'https://elsewhere.example/a.jpg?v=3&w=4'],
    ['https://elsewhere.example/a.jpg%3Fv=3', 'https://elsewhere.example/a.jpg?v=3'],
  ])('is read: %s', (source, read) => {
    expect(cloudflare.read(`w=1/${source}`)?.source).toBe(read);
    tally.agreed += 1;
  });

  it.each(['', 'w=1', '/a.jpg', 'w=1?/a.jpg'])('is missing in %j', (target) => {
    expect(failureFrom(() => cloudflare.read(target)).code).toBe('bad-target');
    tally.refused += 1;
  });
});

describe('the dialect of Cloudflare', () => {
  const same = undefined;
  itKeepsTheLaw(cloudflare, {
    ...{ 'resize.width': same, 'resize.height': same, 'resize.dpr': fc.constantFrom(1, 2, 3), 'resize.fit': same },
    ...{ 'resize.gravity': same, 'encode.quality': fc.integer({ min: 1, max: 100 }), 'encode.format': same },
    ...{ 'encode.anim': same, 'encode.progressive': same, 'metadata.metadata': same },
    ...{ 'background.background': same, 'blur.blur': same, 'sharpen.sharpen': same, 'modulate.brightness': same },
    ...{
      'contrast.contrast': same,
      'gamma.gamma': same,
      'flip.flip': same,
      'rotate.rotate': fc.constantFrom(0, 90, 180),
    },
    ...{ 'trim.trim': same, 'crop.crop': same, 'border.border': same, 'border.border.color': same },
  });
});
