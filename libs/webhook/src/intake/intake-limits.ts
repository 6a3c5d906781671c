/** How much of structure a body or a query may have: a few bytes of it cost far more once they are parsed. */
export interface IntakeLimits {
  readonly jsonDepth: number;
  readonly jsonKeys: number;
  /** Of a query string, a form or a multipart body. */
  readonly formPairs: number;
  /** Of names such as `a[b][c]`. */
  readonly formDepth: number;
  readonly multipartParts: number;
}
