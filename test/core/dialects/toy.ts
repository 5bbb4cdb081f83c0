// A dialect with one word of everything that a dialect may say, for tests of what dialects stand on.
import type { Dialect } from '../../../core/dialect/dialect.ts';
import { refused } from '../../../core/dialect/refused.ts';

/** `{word}/{name}`. */
export const toy: Dialect = {
  name: 'toy',
  read(target) {
    const [word = '', source = ''] = target.split('/');
    const recipe = { source, stages: [{ resize: { width: 20 }, encode: { format: 'png' } }] };
    switch (word) {
      case 'small':
        return recipe;
      case 'json':
        return { ...recipe, stages: [{ encode: { format: 'json' } }], retell: (facts) => `{"told":${facts}}` };
      case 'vouched':
        return { ...recipe, signed: true, expiresAt: Date.UTC(2100, 0) };
      case 'expired':
        return { ...recipe, expiresAt: 1000 };
      case 'saved':
        return { ...recipe, download: { stem: 'ünder', attachment: true } };
      case 'raw':
        return { ...recipe, original: true };
      case 'raw-png':
        return { ...recipe, original: ['png'] };
      case 'redirect':
        return { ...recipe, onError: 'redirect' };
      case 'pass':
        return undefined;
      default:
        throw refused(word, 'a word of the toy');
    }
  },
  write: ({ source }) => `small/${source}`,
  refusal: ({ message }, status) =>
    status === 400 ? { status: 418, body: { mediaType: 'text/plain', text: message } } : { status },
};
