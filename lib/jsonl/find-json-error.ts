const openingBraces = { '{': '}', '[': ']' } as const;

/**
 * Returns the index of the first character that cannot belong to a JSON document (RFC 8259), the text's
 * length when it ends too early, or null when it is valid. `JSON.parse` leaves the place out of its commonest
 * message. Takes any depth of nesting.
 */
export function findJsonError(text: string): number | null {
  const scanner = new TokenScanner(text);
  const closers: string[] = [];
  let expected: 'value' | 'first-value' | 'key' | 'first-key' | 'separator' = 'value';

  for (;;) {
    scanner.skipSpace();
    const character = text[scanner.position];
    const closer = closers.at(-1);
    if (expected === 'separator' && closer === undefined) return character === undefined ? null : scanner.position;
    if (character === undefined) return text.length;

    const mayClose = expected !== 'value' && expected !== 'key';
    if (mayClose && character === closer) {
      closers.pop();
      scanner.position += 1;
      expected = 'separator';
    } else if (expected === 'separator') {
      if (character !== ',') return scanner.position;
      scanner.position += 1;
      expected = closer === '}' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'first-key') {
      if (!scanner.scanKey()) return scanner.position;
      expected = 'value';
    } else if (character === '{' || character === '[') {
      closers.push(openingBraces[character]);
      scanner.position += 1;
      expected = character === '{' ? 'first-key' : 'first-value';
    } else {
      if (!scanner.scanScalar(character)) return scanner.position;
      expected = 'separator';
    }
  }
}

/** Reads one token at a time. A method that returns false leaves `position` at the offending character. */
class TokenScanner {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  skipSpace(): void {
    while (this.#isAny(' \n\r\t')) this.position += 1;
  }

  scanKey(): boolean {
    if (!this.#take('"') || !this.#scanStringRest()) return false;
    this.skipSpace();
    return this.#take(':');
  }

  scanScalar(first: string): boolean {
    if (first === '"') {
      this.position += 1;
      return this.#scanStringRest();
    }
    if (first === 't') return this.#scanWord('true');
    if (first === 'f') return this.#scanWord('false');
    if (first === 'n') return this.#scanWord('null');
    return this.#scanNumber();
  }

  #scanStringRest(): boolean {
    for (;;) {
      const code = this.#text.charCodeAt(this.position);
      if (Number.isNaN(code) || code < 0x20) return false;
      this.position += 1;
      if (code === 0x22) return true;
      if (code === 0x5c && !this.#scanEscapeRest()) return false;
    }
  }

  #scanEscapeRest(): boolean {
    if (!this.#take('u')) return this.#takeAny('"\\/bfnrt');
    for (let digit = 0; digit < 4; digit += 1) {
      if (!this.#takeAny('0123456789abcdefABCDEF')) return false;
    }
    return true;
  }

  #scanWord(word: string): boolean {
    for (const character of word) {
      if (!this.#take(character)) return false;
    }
    return true;
  }

  #scanNumber(): boolean {
    this.#take('-');
    if (!this.#take('0') && !this.#scanDigits()) return false;
    if (this.#take('.') && !this.#scanDigits()) return false;
    if (!this.#takeAny('eE')) return true;
    this.#takeAny('+-');
    return this.#scanDigits();
  }

  #scanDigits(): boolean {
    const start = this.position;
    while (this.#isAny('0123456789')) this.position += 1;
    return this.position > start;
  }

  #isAny(characters: string): boolean {
    const character = this.#text[this.position];
    return character !== undefined && characters.includes(character);
  }

  #takeAny(characters: string): boolean {
    const isTaken = this.#isAny(characters);
    if (isTaken) this.position += 1;
    return isTaken;
  }

  #take(character: string): boolean {
    return this.#takeAny(character);
  }
}
