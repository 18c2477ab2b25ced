import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorageError } from '#lib/errors.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';

const secret = 'a secret of at least 32 characters';

describe('the secret box', () => {
  const box = createSecretBox(secret);

  it('opens what was sealed with the same secret for the same owner, and seals nothing twice alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, owner) => {
        const sealed = box.seal(text, owner);
        expect(createSecretBox(secret).open(sealed, owner)).toBe(text);
        expect(box.seal(text, owner)).not.toBe(sealed);
      }),
    );
  });

  it('opens nothing for another owner or with another secret', () => {
    const sealed = box.seal('sk-1234567890', 'row 1');
    expect(() => box.open(sealed, 'row 2')).toThrow(StorageError);
    expect(() => createSecretBox(`${secret}!`).open(sealed, 'row 1')).toThrow(StorageError);
  });

  it('opens with two secrets what either has sealed, and seals with the new one alone', () => {
    const newer = createSecretBox('another secret of 32 characters or more', secret);
    const before = box.seal('sk-1', 'row 1');
    const after = newer.seal('sk-2', 'row 1');
    expect([before, after].map((sealed) => newer.open(sealed, 'row 1'))).toEqual(['sk-1', 'sk-2']);
    expect([before, after].map((sealed) => newer.isCurrent(sealed))).toEqual([false, true]);
    expect(() => box.open(after, 'row 1')).toThrow(StorageError);
    expect(() => newer.open(before, 'row 2')).toThrow(StorageError);
  });

  it('opens nothing that was changed, cut or never sealed', () => {
    const sealed = box.seal('sk-1234567890', 'row 1');
    const flipped = Array.from(
      sealed,
      (character, at) => sealed.slice(0, at) + (character === 'A' ? 'B' : 'A') + sealed.slice(at + 1),
    );
    const opened = flipped.filter((text) => {
      try {
        // The last character of base64 may carry bits that mean nothing.
        return box.open(text, 'row 1') !== 'sk-1234567890';
      } catch (error) {
        return !(error instanceof StorageError);
      }
    });
    expect(opened).toEqual([]);
    for (const text of ['', 'v1', 'v2.a.b.c', 'sk-1234567890', sealed.slice(0, -10), sealed.slice(0, 30)]) {
      expect(() => box.open(text, 'row 1')).toThrow(StorageError);
    }
  });

  it('shows neither the text nor the secret in what it seals and says', () => {
    const sealed = box.seal('sk-1234567890', 'row 1');
    expect(sealed).not.toContain('sk-1234567890');
    expect(sealed).not.toContain(secret);
    expect(() => box.open(sealed, 'row 2')).toThrow(/^(?!.*(sk-1234567890|a secret)).*LANGBATCH_SECRET/s);
  });
});
