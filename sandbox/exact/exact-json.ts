// A JSON reader that keeps the digits of every number and the text of every object as they came.

/** A number with the digits it was written with. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An object: its members in order, and its own text, unchanged. */
export class JsonObject {
  readonly keys: string[] = [];
  readonly values: JsonValue[] = [];
  text = '';

  /** The value of the last member of that name, as JSON.parse has it. */
  get(name: string): JsonValue | undefined {
    return this.values[this.keys.lastIndexOf(name)];
  }
}

export type JsonValue = string | boolean | null | JsonNumber | JsonObject | JsonValue[];

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** JSON forbids exactly these inside strings. */
const CONTROL = /[\u0000-\u001f]/;
const MAX_DEPTH = 64;

class Reader {
  readonly #text: string;
  readonly #hasControls: boolean;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#hasControls = CONTROL.test(text);
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail();
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.#fail();
    this.#skipSpace();
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x22:
        return this.#string();
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#array(depth);
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonObject {
    const start = this.#at++;
    const object = new JsonObject();
    if (this.#accept(0x7d)) {
      object.text = this.#text.slice(start, this.#at);
      return object;
    }
    do {
      this.#skipSpace();
      if (this.#text.charCodeAt(this.#at) !== 0x22) this.#fail();
      object.keys.push(this.#string());
      this.#expect(0x3a);
      object.values.push(this.#value(depth + 1));
    } while (this.#accept(0x2c));
    this.#expect(0x7d);
    object.text = this.#text.slice(start, this.#at);
    return object;
  }

  #array(depth: number): JsonValue[] {
    this.#at++;
    const items: JsonValue[] = [];
    if (this.#accept(0x5d)) return items;
    do items.push(this.#value(depth + 1));
    while (this.#accept(0x2c));
    this.#expect(0x5d);
    return items;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    if (end < 0) this.#fail();
    const plain = this.#text.slice(start + 1, end);
    if (!plain.includes('\\') && !this.#hasControls) {
      this.#at = end + 1;
      return plain;
    }
    while (this.#isEscaped(end, start)) {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) this.#fail();
    }
    this.#at = end + 1;
    // A JSON string literal always parses to a string; JSON.parse checks its escapes.
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #isEscaped(quoteAt: number, start: number): boolean {
    let backslashes = 0;
    for (let at = quoteAt - 1; at > start && this.#text.charCodeAt(at) === 0x5c; at--) backslashes++;
    return backslashes % 2 === 1;
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#at;
    if (!NUMBER.test(this.#text)) this.#fail();
    const number = new JsonNumber(this.#text.slice(this.#at, NUMBER.lastIndex));
    this.#at = NUMBER.lastIndex;
    return number;
  }

  #word<Word extends boolean | null>(text: string, value: Word): Word {
    if (!this.#text.startsWith(text, this.#at)) this.#fail();
    this.#at += text.length;
    return value;
  }

  #accept(code: number): boolean {
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  #expect(code: number): void {
    if (!this.#accept(code)) this.#fail();
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #fail(): never {
    throw new SyntaxError(`not JSON at character ${this.#at}`);
  }
}

/** Reads a JSON document; throws SyntaxError when it is none. */
export function parseExactJson(text: string): JsonValue {
  return new Reader(text).document();
}

/** Writes a value back, numbers with the digits they came with. */
export function stringifyExact(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof JsonObject) return value.text;
  if (Array.isArray(value)) return `[${value.map(stringifyExact).join(',')}]`;
  return JSON.stringify(value);
}
