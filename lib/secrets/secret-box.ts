import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { StorageError } from '#lib/errors.ts';

/*
 * A sealed text is `v1.<key id>.<nonce>.<ciphertext and tag>`, the last three in base64url: AES-256-GCM with a key
 * that HKDF-SHA-256 derives from the installation's secret.
 */
const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;
const keyIdBytes = 6;

export interface SecretBox {
  /** Whether the secret that seals now has sealed a text, which then needs no other one. */
  isCurrent(sealed: string): boolean;
  /** `owner` is bound to the text: it cannot be opened for another one. */
  seal(text: string, owner: string): string;
  /** Throws `StorageError` for a text of another secret or owner, or one that was changed. */
  open(sealed: string, owner: string): string;
}

interface Key {
  /** Says which secret sealed a text, without telling anything of it. */
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Seals texts such as provider keys with a key derived from `secret`, which has at least 32 characters. What `previous`
 * has sealed is opened too, and never sealed again.
 */
export function createSecretBox(secret: string, previous: string | null = null): SecretBox {
  const current = createKey(secret);
  const keys = previous === null ? [current] : [current, createKey(previous)];
  return {
    isCurrent: (sealed) => sealed.startsWith(`${version}.${current.id}.`),
    seal(text, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', current.bytes, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [version, current.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, owner) {
      const [format, sealedBy, nonce = '', content = ''] = sealed.split('.');
      const key = keys.find(({ id }) => id === sealedBy);
      if (format !== version || key === undefined) throw cannotOpen();
      const bytes = Buffer.from(content, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonce, 'base64url'))
          .setAAD(Buffer.from(owner))
          .setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw cannotOpen(error);
      }
    },
  };
}

function createKey(secret: string): Key {
  return {
    id: derive(secret, 'langbatch key id', keyIdBytes).toString('base64url'),
    bytes: derive(secret, 'langbatch keys', 32),
  };
}

function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, bytes));
}

function cannotOpen(cause?: unknown): StorageError {
  return new StorageError({ code: 'secret_changed', facts: {} }, { cause });
}
