/**
 * The second factor of whoever is signed in. Each change is one transaction that first looks whether they still are,
 * and throws `SignedOutError`.
 */
export interface OwnSecondFactor {
  isOn(): Promise<boolean>;
  /** Keeps a key that counts once it is confirmed, in place of an earlier one. False while a second factor is on. */
  begin(key: string): Promise<boolean>;
  /** The key that waits for its first code; null without one. */
  findBegun(): Promise<string | null>;
  /**
   * Turns the second factor on and ends all other sessions. `step` is that of the first code, which counts no more.
   * False when `key` does not wait any longer.
   */
  confirm(key: string, step: number, recoveryHashes: readonly string[]): Promise<boolean>;
  /** Takes the place of all earlier codes. False without a second factor. */
  replaceRecoveryCodes(hashes: readonly string[]): Promise<boolean>;
  /** Ends all other sessions. False without a second factor. */
  turnOff(): Promise<boolean>;
}

/** Second factors of those who sign in. */
export interface SecondFactors {
  /** The key by which codes are judged; null for somebody without a second factor. */
  findKey(personId: string): Promise<string | null>;
  /** Uses up the codes of this half minute and of those before. False when that has happened already. */
  useStep(personId: string, step: number): Promise<boolean>;
}

/** Encrypts what the accounts library reads later, by the key that it has. */
export interface Vault {
  seal(text: string): Promise<string>;
  open(sealed: string): Promise<string>;
}
