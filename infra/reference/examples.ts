// What the reference shows of each option: one line each. An option without a line here fails a test.

export interface Example {
  /** The options part of the URL. */
  readonly options: string;
  /** The picture it is shown on, drawn in scene.ts. */
  readonly of: 'scene' | 'scan' | 'mark' | 'moments';
}

const on = (of: Example['of'], options: string): Example => ({ options, of });

/** By the option's long name; text alone is shown on the scene. */
export const examples: Readonly<Record<string, string | Example>> = {
  redact: 'redact=158;124;65;21',
  'redact.style': 'redact=158;124;65;21:56;70;60;50,redact.style=pixelate',
  'redact.color': 'redact=0.65;0.76;0.29;0.17,redact.color=gold',
  trim: on('scan', 'trim=border'),
  'trim.border.color': on('scan', 'trim=border,trim.color=fcfcfa'),
  'trim.border.tolerance': on('scan', 'trim=border,trim.tolerance=120'),
  'trim.border.keep': on('scan', 'trim=border,trim.keep=8'),
  crop: 'crop=1:1,g=0.3x0.5',
  flip: 'flip=h',
  rotate: 'rotate=12,background=slategray',
  width: 'w=120',
  height: 'h=60',
  dpr: 'w=80,dpr=2',
  fit: 'w=120,h=120,fit=cover',
  gravity: 'w=100,h=160,fit=cover,g=left',
  enlarge: 'crop=56;70;60;50~w=200,enlarge=true',
  'width-share': 'width-share=0.5',
  'height-share': 'height-share=0.25',
  'bound-box': 'w=640,h=640,fit=cover,bound-box=true',
  'min-width': 'h=40,min-width=100',
  'min-height': 'w=40,min-height=80',
  kernel: 'w=60~w=240,fit=contain,kernel=nearest',
  blur: 'blur=8',
  brightness: 'brightness=1.4',
  saturation: 'saturation=2',
  sharpen: 'sharpen=3',
  gamma: 'gamma=1.8',
  contrast: 'contrast=1.6',
  background: on('mark', 'background=lightgoldenrodyellow'),
  pad: 'w=200,pad=10;20;10;20,background=navy',
  extend: 'w=160,extend=1:1,background=navy',
  border: 'w=200,border=6',
  'border.color': 'w=200,border=2;2;20;2,border.color=saddlebrown',
  radius: 'radius=30;0;30;0',
  mask: 'mask=ellipse',
  format: on('mark', 'f=jpg'),
  quality: 'q=5',
  anim: on('moments', 'anim=false'),
  frame: on('moments', 'frame=3'),
  frames: on('moments', 'frames=2'),
  hue: 'hue=120',
  unsharp: 'unsharp=3;2',
  median: 'median=7',
  pixelate: 'pixelate=8',
  normalise: 'contrast=0.3~normalise=true',
  grayscale: 'grayscale=1',
  sepia: 'sepia=1',
  negate: 'negate=true',
  duotone: 'duotone=midnightblue;peachpuff',
  tint: 'tint=teal',
  watermark: 'wm=mark,wm.opacity=0.8',
  text: 'text=Καλημέρα · 早上好 · صباح الخير,text.size=16',
  'text.size': 'text=©,text.size=60',
  'text.color': 'text=Sunset,text.color=darkred,text.size=30',
  'wm.gravity': 'wm=mark,wm.scale=0.2,wm.gravity=top',
  'wm.x': 'wm=mark,wm.scale=0.2,wm.x=60',
  'wm.y': 'wm=mark,wm.scale=0.2,wm.y=40',
  'wm.scale': 'text=DRAFT,wm.scale=0.8,wm.gravity=center',
  'wm.opacity': 'text=DRAFT,wm.scale=0.8,wm.gravity=center,wm.opacity=0.3',
  'wm.rotate': 'text=DRAFT,wm.scale=0.8,wm.gravity=center,wm.rotate=335',
  'wm.tile': 'text=sample,wm.tile=true,wm.x=20,wm.y=16,wm.rotate=335,wm.opacity=0.5',
  colors: 'f=png,colors=6',
  'max-bytes': 'max-bytes=1500',
  profile: 'w=60,profile=fine~w=240,fit=contain,kernel=nearest',
};

/** Options that nobody can see in a picture. */
export const unseen: ReadonlySet<string> = new Set([
  'jpg.quality',
  'webp.quality',
  'avif.quality',
  'metadata',
  'download',
  'icc',
  'lossless',
  'effort',
  'chroma',
  'progressive',
  'mozjpeg',
]);
