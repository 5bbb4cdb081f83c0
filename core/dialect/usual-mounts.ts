// The foreign dialects there are, each with the path that its clients expect it under ('' is the root).

export const usualMounts = {
  imgproxy: '',
  cloudflare: '/cdn-cgi/image',
  next: '/_next/image',
  ipx: '/_ipx',
  imgix: '/imgix',
  netlify: '/.netlify/images',
  wsrv: '/wsrv',
  'aws-samples': '/aws-samples',
  vercel: '/_vercel/image',
  thumbor: '',
  aws: '',
} as const;

export type ForeignDialect = keyof typeof usualMounts;
