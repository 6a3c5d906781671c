/** An answer to a sender, as data: whoever has the connection gives it. */
export interface Answer {
  readonly status: number;
  /** Lower-case name → value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly body: string;
}

/** What a delivery is answered unless its sender wants to hear something else. */
export const noContent: Answer = { status: 204, headers: {}, body: '' };

/** 200 without a body, as many senders ask for. */
export const ok: Answer = { status: 200, headers: {}, body: '' };

/** 200 with text that no browser takes for anything else. */
export const textAnswer = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
});

/** 200 with JSON of our own making. */
export const jsonAnswer = (value: object): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** What the owner wants a sender to hear, which no browser takes for anything else. */
export const fixedAnswerOf = ({
  status,
  content_type,
  body,
}: {
  status: number;
  content_type: string | null;
  body: string;
}): Answer => ({
  status,
  headers: {
    ...(content_type !== null && { 'content-type': content_type }),
    ...(body !== '' && { 'x-content-type-options': 'nosniff' }),
  },
  body,
});
