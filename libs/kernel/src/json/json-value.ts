/**
 * A JSON number whose digits a JavaScript number would lose: `1.0`, `1e3`, integers beyond 2^53.
 * `text` is exactly as it was written. Compares and computes as its nearest number.
 */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }
}

/**
 * JSON text that is carried as it is: {@link stringifyJson} writes it verbatim, nobody parses it on the way. What came
 * as bytes stays bytes until somebody asks for its text.
 */
export class RawJson {
  /** The UTF-8 bytes, where it came as such. */
  readonly bytes: Buffer | undefined;
  private decoded: string | undefined;

  /** `json`: text, or valid UTF-8, which is not copied. */
  constructor(json: string | Buffer) {
    if (typeof json === 'string') this.decoded = json;
    else this.bytes = json;
  }

  get text(): string {
    return (this.decoded ??= this.bytes!.toString('utf8'));
  }

  /** Bytes, or of text its UTF-16 units: never more than its bytes. */
  get length(): number {
    return (this.bytes ?? this.decoded!).length;
  }
}

/** A JSON object that keeps the order of its keys, also of those that look like numbers, and any key as plain data. */
export type JsonObject = Map<string, JsonValue>;

/** A JSON value with nothing lost: see {@link parseJson}. */
export type JsonValue = null | boolean | string | number | JsonNumber | JsonValue[] | JsonObject;

/** Deepest nesting that we accept from strangers, in arrays and objects. */
export const MAX_JSON_DEPTH = 200;

/** Text that is not JSON, or too deep. `message` says what was found where; line and column count from 1. */
export class JsonSyntaxError extends SyntaxError {
  readonly line: number;
  readonly column: number;

  constructor(found: string, line: number, column: number) {
    super(`${found} at line ${line}, column ${column}`);
    this.name = 'JsonSyntaxError';
    this.line = line;
    this.column = column;
  }
}
