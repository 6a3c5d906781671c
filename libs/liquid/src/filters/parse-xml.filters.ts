import type * as Saxes from 'saxes';
import { shortened } from '@millwright/kernel';
import type { RunMeter } from '../limits/run-meter.ts';
import { MAX_VALUE_DEPTH } from '../values/text-of.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';
import { loadedLibrary } from './loaded-late.ts';
import { XmlElement } from './xml-element.ts';

const saxesIn = loadedLibrary<typeof Saxes>('saxes');

// Several times what is kept, as the parser's own objects live meanwhile.
const ELEMENT_BYTES = 640;
const ATTRIBUTE_BYTES = 160;
const PORTION = 64 * 1024;

/**
 * XML as a hash of its root element. A document type is skipped and nothing it says is done: no entity but XML's own
 * five is known, no file is read.
 */
export function parse_xml(this: FilterScope, input: unknown): Map<string, unknown> {
  const text = textIn(this, input);
  const document = new XmlElement('', new Map());
  const open = [document];
  const parser = new (saxesIn(this.meter).SaxesParser)();
  parser.on('error', ({ message }) => {
    throw filterError(`parse_xml: not well-formed: ${shortened(message, 200)}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    this.meter.use(ELEMENT_BYTES);
    if (open.length > MAX_VALUE_DEPTH) {
      throw filterError(`parse_xml: nested deeper than ${MAX_VALUE_DEPTH}`);
    }
    open.push(new XmlElement(nameOf(name), attributesOf(attributes, this.meter)));
  });
  const addText = (piece: string): void => {
    this.meter.use(piece.length * 2 + 32);
    open.at(-1)!.addText(piece);
  };
  parser.on('text', (piece) => {
    if (open.length > 1) addText(piece);
  });
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop()!;
    open.at(-1)!.addChild(closed.name, closed.value());
  });
  for (let at = 0; at < text.length; at += PORTION) {
    const portion = text.slice(at, at + PORTION);
    this.meter.use(portion.length * 2);
    parser.write(portion);
  }
  parser.close();
  return document.children;
}

function attributesOf(
  attributes: Readonly<Record<string, unknown>>,
  meter: RunMeter,
): Map<string, string> {
  const named = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes)) {
    meter.use(ATTRIBUTE_BYTES + String(value).length * 2);
    named.set(nameOf(name), String(value));
  }
  return named;
}

/** A name as a key: without its namespace prefix, `_` for `-`. */
const nameOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1).replaceAll('-', '_');
