import { jsonElementsOf } from '@millwright/kernel';
import { utf8 } from './charset.ts';
import { IntakeProblem } from './intake-problem.ts';
import { intakeOf, type Intake, type IntakeRequest } from './intake.ts';

const MAX_DELIVERIES = 1_000;

/** The deliveries of a batch that was taken in, each as if it had been sent by itself; or what is wrong with it. */
export function deliveriesIn(
  request: IntakeRequest,
  { body, request: record }: Intake,
): Intake[] | IntakeProblem {
  if (body.kind === 'none') return [];
  const elements = body.kind === 'json' ? jsonElementsOf(body.json.text) : undefined;
  if (elements === undefined || !elements.every(({ text }) => text.startsWith('{'))) {
    return new IntakeProblem(
      'invalid_body',
      'a batch is a JSON array of objects, one for each event',
    );
  }
  if (elements.length > MAX_DELIVERIES) {
    const detail = `a batch has at most ${MAX_DELIVERIES} events: send fewer at once`;
    return new IntakeProblem('body_too_large', detail);
  }
  const { body_base64: _whole, ...shared } = record;
  const contentType = { ...request.contentType, charset: utf8 };
  const deliveries: Intake[] = [];
  for (const { text } of elements) {
    const bytes = Buffer.from(text);
    const alone = {
      ...request,
      record: { ...shared },
      contentType,
      contentEncoding: 'identity',
      bytes,
    } as const;
    const intake = intakeOf(alone, bytes);
    if (intake instanceof IntakeProblem) return intake;
    deliveries.push(intake);
  }
  return deliveries;
}
