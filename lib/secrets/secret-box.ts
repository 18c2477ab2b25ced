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
  /** Says which secret sealed a text, without telling anything of it. */
  readonly keyId: string;
  /** `owner` is bound to the text: it cannot be opened for another one. */
  seal(text: string, owner: string): string;
  /** Throws `StorageError` for a text of another secret or owner, or one that was changed. */
  open(sealed: string, owner: string): string;
}

/** Seals texts such as provider keys with a key derived from `secret`, which has at least 32 characters. */
export function createSecretBox(secret: string): SecretBox {
  const key = derive(secret, 'langbatch keys', 32);
  const keyId = derive(secret, 'langbatch key id', keyIdBytes).toString('base64url');
  return {
    keyId,
    seal(text, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [version, keyId, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, owner) {
      const [format, sealedBy, nonce = '', content = ''] = sealed.split('.');
      if (format !== version || sealedBy !== keyId) throw cannotOpen();
      const bytes = Buffer.from(content, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'))
          .setAAD(Buffer.from(owner))
          .setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw cannotOpen(error);
      }
    },
  };
}

function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, bytes));
}

function cannotOpen(cause?: unknown): StorageError {
  return new StorageError({ code: 'secret_changed', facts: {} }, { cause });
}
