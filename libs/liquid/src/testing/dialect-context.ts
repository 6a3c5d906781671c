import { renderTextInThisThread, type TestRender } from './render-in-this-thread.ts';

/** The data that the examples of the dialect speak of, and the Workspace that they are of. */
export const dialectContext = `{
  "shop": { "timezone": "America/New_York", "primary_locale": "en", "currency": "USD" },
  "nums": [3, 1, 2],
  "words": ["pear", "Fig", "apple"],
  "h": { "a": 1, "b": null, "c": "x" },
  "nested": [["a", "b"], ["b"]],
  "text": "one\\r\\ntwo\\nthree",
  "html": "<p>Hi <b>you</b></p><script>x<1</script><!-- c -->",
  "people": [
    { "n": "Ada", "k": "a", "age": 36, "tags": [{ "t": 1 }, { "t": 2 }] },
    { "n": "Bob", "k": "b", "age": null, "tags": [{ "t": 3 }] },
    { "n": "Cy", "k": "a", "age": 20, "tags": [] }
  ]
}`;

/** What a template prints with these data; what it fails with as `error: …`. */
export function printedBy(template: string, given: TestRender = {}): string {
  const outcome = renderTextInThisThread(template, { context: dialectContext, ...given });
  return outcome.ok ? outcome.text : `error: ${outcome.error.message}`;
}
