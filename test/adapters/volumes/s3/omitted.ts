// Cases of the volumes' contract that a bucket cannot keep, with the reason.
const noGrace = 'what is removed from a bucket is gone; to have it back is what its own versioning is for';

export const omitted: Readonly<Record<string, string>> = {
  'what is dropped is found by nobody, is erased when it is due, and can be stored again': noGrace,
  'a removal also erases what was dropped of the image before': noGrace,
  'a local file holds the bytes before and after the commit': 'a bucket has no local file of an image',
};
