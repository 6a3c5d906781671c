import { expect, it } from '@jest/globals';
import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { isRefused, reasonOf, receive } from './reception.ts';
import { requestOf, type SignedVector } from './signed-vector.ts';

const SECOND_MS = 1_000;
const ISO = /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?/;
const UNREADABLE = ['', ' ', 'now', 'Tue, 14 Nov 2023 22:13:20 GMT', 'NaN', '0x65539f80', '1.7e9'];

/** How a delivery is judged by the time that was signed with it, where one was. */
export function timeConformance(provider: WebhookProvider, vector: SignedVector): void {
  const reception = receive(provider, vector);
  const signedAtMs = reception.is === 'accepted' ? reception.signedAtMs : null;
  if (signedAtMs === null) return;
  const own =
    (vector.config?.['tolerance_seconds'] as number | undefined) ?? provider.toleranceSeconds;
  const at = (nowMs: number, toleranceSeconds?: number) =>
    receive(provider, vector, {
      nowMs,
      ...(toleranceSeconds !== undefined && { toleranceSeconds }),
    });

  it.each([own, 10].filter((seconds) => seconds !== null && seconds > 0))(
    'takes its time %d seconds off, both ways, and refuses any more',
    (seconds) => {
      const given = seconds === own ? undefined : seconds!;
      for (const way of [-1, 1]) {
        const edge = signedAtMs + way * seconds! * SECOND_MS;
        expect(at(edge, given).is).toBe('accepted');
        expect(reasonOf(at(edge + way * SECOND_MS, given))).toBe('timestamp_out_of_range');
        if (signedAtMs % SECOND_MS === 0) continue;
        expect(reasonOf(at(edge + way, given))).toBe('timestamp_out_of_range');
      }
    },
  );

  it('takes any time where its owner says so', () => {
    expect(at(signedAtMs + 10 * 365 * 86_400 * SECOND_MS, 0).is).toBe('accepted');
    expect(at(0, 0).is).toBe('accepted');
  });

  it('refuses times that are none, and times in another unit', () => {
    const { headers } = requestOf(vector);
    const found = Object.entries(headers).flatMap(([name, [value = '']]) => {
      const text = timeIn(value, signedAtMs);
      return text === undefined ? [] : [{ name, value, text }];
    });
    for (const { name, value, text } of found) {
      for (const other of [
        ...UNREADABLE,
        `-${text}`,
        `+${text}`,
        `${text}0`,
        `${text}000`,
        '9'.repeat(400),
        String(signedAtMs / SECOND_MS === Number(text) ? signedAtMs : signedAtMs / SECOND_MS),
      ]) {
        if (other === text) continue;
        const changed = { ...headers, [name]: [value.replaceAll(text, other)] };
        expect(isRefused(receive(provider, vector, { request: { headers: changed } }))).toBe(true);
      }
    }
  });
}

/** The text of the signed time in a header, if it is there. */
function timeIn(value: string, signedAtMs: number): string | undefined {
  const iso = ISO.exec(value)?.[0];
  if (iso !== undefined) return iso;
  return [String(signedAtMs), String(signedAtMs / SECOND_MS)].find((text) => value.includes(text));
}
