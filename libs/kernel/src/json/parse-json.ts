import { JsonNumber, type JsonObject, type JsonValue } from './json-value.ts';
import { scanJson } from './json-scanner.ts';

/**
 * Parses JSON text and loses nothing: an object is a Map in the order of its keys (a repeated key: the last value
 * wins, at the place of the first), a number that JavaScript would print differently is a {@link JsonNumber}.
 * @throws JsonSyntaxError
 */
export function parseJson(text: string, maxDepth?: number): JsonValue {
  let result: JsonValue = null;
  const containers: (JsonValue[] | JsonObject)[] = [];
  const keys: string[] = [];

  const put = (value: JsonValue): void => {
    const parent = containers.at(-1);
    if (parent === undefined) result = value;
    else if (Array.isArray(parent)) parent.push(value);
    else parent.set(keys.pop()!, value);
  };
  const open = (container: JsonValue[] | JsonObject): void => {
    put(container);
    containers.push(container);
  };
  const close = (): void => void containers.pop();

  scanJson(
    text,
    {
      openObject: () => open(new Map()),
      openArray: () => open([]),
      closeObject: close,
      closeArray: close,
      key: (start, end) => keys.push(textBetween(text, start, end)),
      string: (start, end, escaped) =>
        put(escaped ? textBetween(text, start, end) : text.slice(start + 1, end - 1)),
      number: (start, end) => put(numberOf(text.slice(start, end))),
      literal: (value) => put(value),
    },
    maxDepth,
  );
  return result;
}

/** A JSON number as a JavaScript number where that loses nothing, else as it was written. */
export function numberOf(text: string): number | JsonNumber {
  const number = Number(text);
  return String(number) === text ? number : new JsonNumber(text);
}

const textBetween = (text: string, start: number, end: number): string =>
  JSON.parse(text.slice(start, end)) as string;
