// The foreign dialects there are, each with the path that its clients expect it under ('' is the root).

export const usualMounts = {
  imgproxy: '',
} as const;

export type ForeignDialect = keyof typeof usualMounts;
